namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>PNDM (Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022) without Runge-Kutta steps, that is PLMS.
/// The first step runs twice: the second time with the mean of the answers at both its ends.</summary>
internal sealed class PndmScheduler : AlphaScheduler
{
    private static readonly double[][] AdamsBashforth = // of the newest answer and those before it
        [[1], [3 / 2.0, -1 / 2.0], [23 / 12.0, -16 / 12.0, 5 / 12.0], [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0]];

    private readonly History _answers;
    private readonly History _first; // the sample before the step that runs twice
    private readonly double[] _asked;

    public PndmScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        (_answers, _first) = (Remember(4), Remember(1));
        var spread = Spread();
        _asked = steps == 1 ? spread : [spread[0], spread[1], .. spread[1..]];
    }

    protected override double[] Asked => _asked;

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var timestep = Timesteps[index];
        if (_first.Count > 0) // again from before the first step
        {
            var mean = (output + _answers[0]) / 2;
            var previous = Previous(mean, _first[0], timestep + Stride, timestep);
            _first.Dispose();
            return scope.MoveToOuter(previous);
        }

        if (_answers.Count == 0 && index + 2 < Timesteps.Count && Timesteps[index + 1] == Timesteps[index + 2])
        {
            _first.Add(sample);
        }

        _answers.Add(output);
        var blend = AdamsBashforth[_answers.Count - 1].Select((weight, ago) => _answers[ago] * weight).Aggregate((a, b) => a + b);
        return scope.MoveToOuter(Previous(blend, sample, timestep, timestep - Stride));
    }

    // equation 9, in the form of diffusers' _get_prev_sample
    private Tensor Previous(Tensor output, Tensor sample, double timestep, double previousTimestep)
    {
        var (a, before) = (Schedule.AlphaCumprod(timestep), Schedule.AlphaCumprod(previousTimestep));
        var epsilon = Config.PredictionType == PredictionType.V ? (output * Math.Sqrt(a)) + (sample * Math.Sqrt(1 - a)) : output;
        var denominator = (a * Math.Sqrt(1 - before)) + Math.Sqrt(a * (1 - a) * before);
        return (sample * Math.Sqrt(before / a)) - (epsilon * ((before - a) / denominator));
    }
}

namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Heun's method (Karras et al., 2022, algorithm 1): each step but the last asks the network twice and takes the mean of the
/// directions at both ends.</summary>
internal sealed class HeunScheduler : SigmaScheduler
{
    private readonly History _before; // the sample before the step and the direction there

    public HeunScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        _before = Remember(2);
        AskedTimesteps = [AskedTimesteps[0], .. AskedTimesteps[1..].SelectMany(timestep => new[] { timestep, timestep })];
        AskedSigmas = [AskedSigmas[0], .. AskedSigmas[1..^1].SelectMany(sigma => new[] { sigma, sigma }), 0];
    }

    public override int Order => 2;

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var derivative = Derivative(output, sample, AskedSigmas[index]);
        if (_before.Count == 0)
        {
            if (AskedSigmas[index + 1] > 0)
            {
                _before.Add(sample);
                _before.Add(derivative);
            }

            return scope.MoveToOuter(sample + (derivative * (AskedSigmas[index + 1] - AskedSigmas[index])));
        }

        var mean = (derivative + _before[0]) / 2;
        var next = _before[1] + (mean * (AskedSigmas[index] - AskedSigmas[index - 1]));
        _before.Dispose();
        return scope.MoveToOuter(next);
    }
}

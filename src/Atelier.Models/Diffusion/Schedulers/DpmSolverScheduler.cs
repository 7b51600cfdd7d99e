namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>DPM-Solver++(2M) (Lu et al., 2022), and with noise its SDE form, k-diffusion's DPM++ 2M SDE.</summary>
internal sealed class DpmSolverScheduler : LogSnrScheduler
{
    private readonly History _originals;

    public DpmSolverScheduler(SchedulerConfig config, int steps)
        : base(config, steps) => _originals = Remember(2);

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        _originals.Add(PredictOriginal(output, index, sample));
        var h = Lambda(index + 1) - Lambda(index);
        var original = _originals[0];
        if (_originals.Count == 2 && index + 1 < Timesteps.Count) // the last step, which has no end, is of first order
        {
            var r = (Lambda(index) - Lambda(index - 1)) / h;
            original = original + ((_originals[0] - _originals[1]) * (0.5 / r));
        }

        var kept = Sigma(index + 1) / Sigma(index);
        if (!Config.Stochastic)
        {
            return scope.MoveToOuter((sample * kept) + (original * (Alpha(index + 1) * (1 - Math.Exp(-h)))));
        }

        var renewed = 1 - Math.Exp(-2 * h);
        return scope.MoveToOuter((sample * (kept * Math.Exp(-h))) + (original * (Alpha(index + 1) * renewed))
            + (noise() * (Sigma(index + 1) * Math.Sqrt(renewed))));
    }
}

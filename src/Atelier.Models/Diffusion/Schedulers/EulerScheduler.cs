namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Euler's method on the probability flow ODE (Karras et al., 2022, algorithm 2 without churn).</summary>
internal sealed class EulerScheduler(SchedulerConfig config, int steps) : SigmaScheduler(config, steps)
{
    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var (sigma, next) = (AskedSigmas[index], AskedSigmas[index + 1]);
        return scope.MoveToOuter(sample + (Derivative(output, sample, sigma) * (next - sigma)));
    }
}

/// <summary>Euler's method that goes down too far and adds the difference as new noise, as k-diffusion's ancestral sampler.</summary>
internal sealed class EulerAncestralScheduler(SchedulerConfig config, int steps) : SigmaScheduler(config, steps)
{
    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var (from, to) = (AskedSigmas[index], AskedSigmas[index + 1]);
        var up = to * Math.Sqrt((from * from) - (to * to)) / from;
        var down = Math.Sqrt((to * to) - (up * up));
        return scope.MoveToOuter(sample + (Derivative(output, sample, from) * (down - from)) + (noise() * up));
    }
}

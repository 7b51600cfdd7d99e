namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>The linear multistep method of k-diffusion: the polynomial through up to four directions, integrated over the step.</summary>
internal sealed class LmsScheduler : SigmaScheduler
{
    private const int MaxOrder = 4;

    // Gauss-Legendre on [-1, 1] with two points, exact up to the third degree
    private static readonly double[] Points = [-1 / Math.Sqrt(3), 1 / Math.Sqrt(3)];
    private readonly History _derivatives;

    public LmsScheduler(SchedulerConfig config, int steps)
        : base(config, steps) => _derivatives = Remember(MaxOrder);

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        _derivatives.Add(Derivative(output, sample, AskedSigmas[index]));
        var order = _derivatives.Count;
        return scope.MoveToOuter(Enumerable.Range(0, order)
            .Aggregate(sample, (sum, ago) => sum + (_derivatives[ago] * Coefficient(order, index, ago))));
    }

    // the integral of the Lagrange polynomial of one direction
    private double Coefficient(int order, int index, int ago)
    {
        var (from, to) = (AskedSigmas[index], AskedSigmas[index + 1]);
        return Points.Sum(point => Lagrange(((from + to) / 2) + (point * (to - from) / 2))) * (to - from) / 2;

        double Lagrange(double at) => Enumerable.Range(0, order).Where(other => other != ago).Aggregate(1.0, (product, other) =>
            product * (at - AskedSigmas[index - other]) / (AskedSigmas[index - ago] - AskedSigmas[index - other]));
    }
}

using Atelier.Torch.Layers;
using Atelier.Torch.Optimisation;

namespace Atelier.Training.Evaluation;

/// <summary>How well a network's features tell classes apart that it may never have heard of: a linear classifier learns
/// on them, and is asked about others.</summary>
public static class LinearProbe
{
    private const int Steps = 300;
    private const double Rate = 0.02, Decay = 1e-3;

    /// <summary>The share of test features it names rightly.</summary>
    /// <param name="train">[n, d].</param>
    /// <param name="trainClasses">i64 [n].</param>
    /// <param name="test">[m, d].</param>
    /// <param name="testClasses">i64 [m].</param>
    /// <param name="classes">How many there are.</param>
    public static double Accuracy(Tensor train, Tensor trainClasses, Tensor test, Tensor testClasses, int classes)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, train.device);
        var (mean, spread) = (train.mean([0], keepdim: true), train.var([0], keepdim: true).sqrt() + 1e-6);
        using var probe = new Linear(Weights.Fresh(random), (int)train.size(1), classes);
        using var adam = new Adam(probe.named_parameters(), Rate, AdamVariant.AdamW, weightDecay: Decay);
        var x = (train - mean) / spread;
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.LearningRate = Schedule.WarmupCosine(step, 0, Steps, 0) * Rate;
            probe.zero_grad();
            F.cross_entropy(probe.call(x), trainClasses).backward();
            adam.Step();
        }

        using var pause = no_grad();
        return probe.call((test - mean) / spread).argmax(1).eq(testClasses).to(ScalarType.Float32).mean().ToDouble();
    }
}

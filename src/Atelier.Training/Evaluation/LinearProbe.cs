using Atelier.Torch.Layers;
using Atelier.Torch.Optimisation;

namespace Atelier.Training.Evaluation;

/// <summary>Measures features by the accuracy of a linear classifier trained on them.</summary>
public static class LinearProbe
{
    private const int Steps = 300;
    private const double LearningRate = 0.02, WeightDecay = 1e-3;

    /// <summary>Accuracy on the test features.</summary>
    /// <param name="train">[n, d].</param>
    /// <param name="trainClasses">i64 [n].</param>
    /// <param name="test">[m, d].</param>
    /// <param name="testClasses">i64 [m].</param>
    /// <param name="classes">The number of classes.</param>
    public static double Accuracy(Tensor train, Tensor trainClasses, Tensor test, Tensor testClasses, int classes)
    {
        using var scope = NewDisposeScope();
        using var random = new DeviceGenerator(1, train.device);
        var (mean, deviation) = (train.mean([0], keepdim: true), train.var([0], keepdim: true).sqrt() + 1e-6);
        using var probe = new Linear(Weights.Fresh(random), (int)train.size(1), classes);
        using var adam = new Adam(probe.named_parameters(), LearningRate, AdamVariant.AdamW, weightDecay: WeightDecay);
        var x = (train - mean) / deviation;
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.LearningRate = Schedule.WarmupCosine(step, 0, Steps, 0) * LearningRate;
            probe.zero_grad();
            F.cross_entropy(probe.call(x), trainClasses).backward();
            adam.Step();
        }

        using var noGrad = no_grad();
        return probe.call((test - mean) / deviation).argmax(1).eq(testClasses).to(ScalarType.Float32).mean().ToDouble();
    }
}

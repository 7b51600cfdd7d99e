using Atelier.Tensors;

namespace Atelier.Training.Evaluation;

/// <summary>The Fréchet distance of two sets of features, each taken as a normal distribution (Heusel et al., "GANs Trained by a Two Time-Scale Update Rule", 2017).
/// n features of width d.</summary>
public static class FrechetDistance
{
    /// <summary>‖μ₁ - μ₂‖² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) of features [n, d] and [m, d]; 0 for equal distributions.</summary>
    public static double Between(Tensor first, Tensor second)
    {
        using var scope = TensorScope.Enter();
        var (mean1, spread1) = Moments(first);
        var (mean2, spread2) = Moments(second);
        var root = Root(spread1);
        var product = Functional.MatMul(Functional.MatMul(root, spread2), root); // has the eigenvalues of Σ₁ Σ₂, and is symmetric
        var mixed = product.EigenSymmetric().Values.ClampMin(0).Sqrt().Sum().Item();
        return (mean1 - mean2).Square().Sum().Item() + Trace(spread1) + Trace(spread2) - (2 * mixed);
    }

    private static (Tensor Mean, Tensor Spread) Moments(Tensor features)
    {
        var x = features.To(DType.Float64);
        var mean = x.Mean([0], keep: true);
        x = x - mean;
        return (mean, Functional.MatMul(x.Transpose(0, 1), x) / (x.Size(0) - 1));
    }

    private static Tensor Root(Tensor spread)
    {
        var (values, vectors) = spread.EigenSymmetric();
        return Functional.MatMul(vectors * values.ClampMin(0).Sqrt(), vectors.Transpose(0, 1));
    }

    private static double Trace(Tensor matrix) => (matrix * Tensor.Eye(matrix.Size(0)).To(matrix.Device)).Sum().Item();
}

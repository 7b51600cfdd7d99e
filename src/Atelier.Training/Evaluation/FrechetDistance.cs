namespace Atelier.Training.Evaluation;

/// <summary>The Fréchet distance of two sets of features, each taken as a normal distribution (Heusel et al., "GANs Trained by a Two
/// Time-Scale Update Rule", 2017). n features of width d.</summary>
public static class FrechetDistance
{
    /// <summary>‖μ₁ - μ₂‖² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) of features [n, d] and [m, d]; 0 for equal distributions.</summary>
    public static double Between(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (mean1, spread1) = Moments(first);
        var (mean2, spread2) = Moments(second);
        var root = Root(spread1);
        var product = root.matmul(spread2).matmul(root); // has the eigenvalues of Σ₁ Σ₂, and is symmetric
        var mixed = linalg.eigh(product).Item1.clamp_min(0).sqrt().sum().ToDouble();
        return (mean1 - mean2).square().sum().ToDouble() + Trace(spread1) + Trace(spread2) - (2 * mixed);
    }

    private static (Tensor Mean, Tensor Spread) Moments(Tensor features)
    {
        var x = features.to(ScalarType.Float64);
        var mean = x.mean([0], keepdim: true);
        x = x - mean;
        return (mean, x.transpose(0, 1).matmul(x) / (x.size(0) - 1));
    }

    private static Tensor Root(Tensor spread)
    {
        var (values, vectors) = linalg.eigh(spread);
        return (vectors * values.clamp_min(0).sqrt()).matmul(vectors.transpose(0, 1));
    }

    private static double Trace(Tensor matrix) => (matrix * eye(matrix.size(0)).to(matrix.device)).sum().ToDouble();
}

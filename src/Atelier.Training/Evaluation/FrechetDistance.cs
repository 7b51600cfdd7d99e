namespace Atelier.Training.Evaluation;

/// <summary>The Fréchet distance between two sets of features, modelled as Gaussians (Heusel et al., "GANs Trained by a Two Time-Scale
/// Update Rule", 2017). n features of width d.</summary>
public static class FrechetDistance
{
    /// <summary>‖μ₁ - μ₂‖² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) for features [n, d] and [m, d].</summary>
    public static double Between(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (mean1, covariance1) = Moments(first);
        var (mean2, covariance2) = Moments(second);
        var root = MatrixSqrt(covariance1);
        var product = root.matmul(covariance2).matmul(root); // symmetric, with the eigenvalues of Σ₁ Σ₂
        var mixed = linalg.eigh(product).Item1.clamp_min(0).sqrt().sum().ToDouble();
        return (mean1 - mean2).square().sum().ToDouble() + Trace(covariance1) + Trace(covariance2) - (2 * mixed);
    }

    private static (Tensor Mean, Tensor Covariance) Moments(Tensor features)
    {
        var x = features.to(ScalarType.Float64);
        var mean = x.mean([0], keepdim: true);
        x = x - mean;
        return (mean, x.transpose(0, 1).matmul(x) / (x.size(0) - 1));
    }

    private static Tensor MatrixSqrt(Tensor covariance)
    {
        var (values, vectors) = linalg.eigh(covariance);
        return (vectors * values.clamp_min(0).sqrt()).matmul(vectors.transpose(0, 1));
    }

    private static double Trace(Tensor matrix) => (matrix * eye(matrix.size(0)).to(matrix.device)).sum().ToDouble();
}

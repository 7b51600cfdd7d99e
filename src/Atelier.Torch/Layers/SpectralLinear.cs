namespace Atelier.Torch.Layers;

/// <summary>A spectrally normalised linear layer. i features in, o features out.</summary>
public sealed class SpectralLinear : SpectralLayer
{
    /// <summary>Requests <c>weight_orig</c> [o, i], <c>weight_u</c> [o], <c>weight_v</c> [i] and <c>bias</c> [o].</summary>
    /// <param name="w">The path of the layer's keys.</param>
    /// <param name="inFeatures">Features in.</param>
    /// <param name="outFeatures">Features out.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="epsilon">The least norm that a vector is divided by.</param>
    public SpectralLinear(Weights w, int inFeatures, int outFeatures, bool bias = true, double epsilon = 1e-12)
        : base(nameof(SpectralLinear), w, [outFeatures, inFeatures], bias, epsilon) => RegisterComponents();

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, i] to [b, o]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Functional.linear(x, NormalizedWeight().to(x.dtype), bias?.to(x.dtype)));
    }
}

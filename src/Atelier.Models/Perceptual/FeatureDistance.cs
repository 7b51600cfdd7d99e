using Atelier.Core;
using Atelier.Models.Features;

namespace Atelier.Models.Perceptual;

/// <summary>Perceptual distance by a residual network, of a CLIP or of ImageNet: squared differences of normalised features after its four
/// stages, as in LPIPS (Zhang et al., 2018) but without learned weights. Owns the network. b batch, c channels of a depth.</summary>
public sealed class FeatureDistance : PictureDistance
{
    private const double Epsilon = 1e-10;
    private static readonly string[] s_stages = ["layer1", "layer2", "layer3", "layer4"];
    private readonly IFeatureExtractor _network;

    /// <summary>Takes over this network, which is frozen.</summary>
    /// <exception cref="ModelFileException">It is no ResNet.</exception>
    public FeatureDistance(IFeatureExtractor network)
        : base(nameof(FeatureDistance))
    {
        if (s_stages.Except(network.Layers).Any())
        {
            throw new ModelFileException(
                "A perceptual loss needs a ResNet or a CLIP with a ResNet; this one sees pictures through a transformer.");
        }

        _network = network;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (featuresA, featuresB) = (_network.Features((a + 1) / 2, s_stages), _network.Features((b + 1) / 2, s_stages));
        return scope.MoveToOuter(featuresA.Zip(featuresB)
            .Select(pair => (Normalize(pair.First) - Normalize(pair.Second)).square().sum([1], keepdim: true).mean([2, 3], keepdim: true))
            .Aggregate((sum, depth) => sum + depth));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _network.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor Normalize(Tensor x) // [b, c, h, w]
    {
        x = x.to(ScalarType.Float32);
        return x / (x.square().sum([1], keepdim: true) + Epsilon).sqrt();
    }
}

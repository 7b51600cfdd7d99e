using Atelier.Core;
using Atelier.Models.Perceptual;

namespace Atelier.Models.Clip;

/// <summary>Perceptual distance by the ResNet of a CLIP: squared differences of normalised features at four depths, as in
/// LPIPS (Zhang et al., 2018) but without learned weights. Owns the CLIP. b batch, c channels of a depth.</summary>
public sealed class ClipDistance : PictureDistance
{
    private const double Epsilon = 1e-10;
    private readonly ClipModel clip;

    /// <summary>Takes over this CLIP and freezes it.</summary>
    /// <exception cref="ModelFileException">Its image encoder is no ResNet.</exception>
    public ClipDistance(ClipModel clip)
        : base(nameof(ClipDistance))
    {
        if (clip.Options.ResNetLayers is null)
        {
            throw new ModelFileException(
                "A perceptual loss by a CLIP needs one with a ResNet; this one sees pictures through a transformer.");
        }

        this.clip = clip.Freeze();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (featuresA, featuresB) = (clip.Stages((a + 1) / 2), clip.Stages((b + 1) / 2));
        return scope.MoveToOuter(featuresA.Zip(featuresB)
            .Select(pair => (Normalize(pair.First) - Normalize(pair.Second)).square().sum([1], keepdim: true).mean([2, 3], keepdim: true))
            .Aggregate((sum, depth) => sum + depth));
    }

    private static Tensor Normalize(Tensor x) // [b, c, h, w]
    {
        x = x.to(ScalarType.Float32);
        return x / (x.square().sum([1], keepdim: true) + Epsilon).sqrt();
    }
}

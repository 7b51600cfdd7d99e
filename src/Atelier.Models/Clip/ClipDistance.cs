using Atelier.Core;
using Atelier.Models.Perceptual;

namespace Atelier.Models.Clip;

/// <summary>How different two pictures look to the ResNet of a CLIP: squared differences of its unit-length features at
/// four depths, as LPIPS takes them (Zhang et al., 2018) but without learned weights, since a CLIP has none. Owns the
/// CLIP. b batch, c channels of a depth.</summary>
public sealed class ClipDistance : PictureDistance
{
    private const double Epsilon = 1e-10;
    private readonly ClipModel clip;

    /// <summary>A distance by this CLIP, which is frozen.</summary>
    /// <exception cref="ModelFileException">Its pictures are not seen by a ResNet.</exception>
    public ClipDistance(ClipModel clip)
        : base(nameof(ClipDistance))
    {
        if (clip.Options.ResNetLayers is null)
        {
            throw new ModelFileException("A perceptual loss by a CLIP needs one with a ResNet; this one sees pictures through a transformer.");
        }

        this.clip = clip.Freeze();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (clip.Stages((a + 1) / 2), clip.Stages((b + 1) / 2));
        return scope.MoveToOuter(ours.Zip(theirs)
            .Select(pair => (Unit(pair.First) - Unit(pair.Second)).square().sum([1], keepdim: true).mean([2, 3], keepdim: true))
            .Aggregate((sum, depth) => sum + depth));
    }

    private static Tensor Unit(Tensor x) // [b, c, h, w]
    {
        x = x.to(ScalarType.Float32);
        return x / (x.square().sum([1], keepdim: true) + Epsilon).sqrt();
    }
}

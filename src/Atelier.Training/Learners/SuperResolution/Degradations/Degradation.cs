using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>The kinds of degradation: <c>degradation.kind</c>.</summary>
public enum DegradationKind
{
    /// <summary>Blurred, shrunk, noisy: once.</summary>
    OneStage,

    /// <summary>Real-ESRGAN's: everything twice, with JPEG.</summary>
    TwoStage,
}

/// <summary>How large pictures become the small ones an upscaler starts from, a whole batch at once.</summary>
/// <param name="Clean">Share of batches that are only shrunk, through an antialiased bicubic filter.</param>
internal abstract record Degradation(double Clean)
{
    /// <summary>Reads the section <c>degradation</c>.</summary>
    public static Degradation Read(RecipeSection section)
    {
        var clean = section.Number("clean", 0.5, 0, 1);
        return section.Choice<DegradationKind>("kind", DegradationKind.OneStage) == DegradationKind.OneStage
            ? new OneStageDegradation(clean, section.Number("blur", 2, 0, 8), section.Number("noise", 0.03, 0, 0.5))
            : new TwoStageDegradation(clean, section.Number("strength", 1, 0, 1));
    }

    /// <summary>x [b, 3, h, w] to [b, 3, h / s, w / s], shrunk only.</summary>
    public static Tensor Shrink(Tensor x, int scale) => F.interpolate(
        x, [x.size(2) / scale, x.size(3) / scale], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true).clamp(0, 1);

    /// <summary>x [b, 3, h, w] in [0, 1] to [b, 3, h / s, w / s] in [0, 1].</summary>
    public Tensor Apply(Tensor x, int scale, BatchRandom chance)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        return scope.MoveToOuter(chance.Happens(Clean) ? Shrink(x, scale) : Spoil(x, scale, chance));
    }

    /// <summary>What happens to a batch that is not clean.</summary>
    protected abstract Tensor Spoil(Tensor x, int scale, BatchRandom chance);

    /// <summary>Each picture [b, c, h, w] through a kernel of its own [b, k, k], k odd, as groups of
    /// one convolution; edges are mirrored.</summary>
    protected static Tensor Filtered(Tensor x, Tensor kernels)
    {
        using var scope = NewDisposeScope();
        var (b, c, h, w, k) = (x.size(0), x.size(1), x.size(2), x.size(3), kernels.size(1));
        x = F.pad(x, [k / 2, k / 2, k / 2, k / 2], mode: h > k / 2 && w > k / 2 ? PaddingModes.Reflect : PaddingModes.Replicate)
            .reshape(1, b * c, h + k - 1, w + k - 1);
        return scope.MoveToOuter(
            F.conv2d(x, kernels.unsqueeze(1).expand(b, c, k, k).reshape(b * c, 1, k, k), null, groups: (int)(b * c)).reshape(b, c, h, w));
    }
}

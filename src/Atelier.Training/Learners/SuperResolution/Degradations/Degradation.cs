using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>The kinds of degradation: <c>degradation.kind</c>.</summary>
public enum DegradationKind
{
    /// <summary>Blur, downscaling and noise, once.</summary>
    OneStage,

    /// <summary>Real-ESRGAN's: everything twice, and JPEG.</summary>
    TwoStage,
}

/// <summary>Makes the low-resolution inputs of an upscaler from high-resolution pictures, a batch at a time.</summary>
/// <param name="Clean">Fraction of batches that are only downscaled, with an antialiased bicubic filter.</param>
internal abstract record Degradation(double Clean)
{
    /// <summary>Reads the section <c>degradation</c>.</summary>
    public static Degradation Read(RecipeSection section)
    {
        var clean = section.Double("clean", 0.5, 0, 1);
        return section.Enum<DegradationKind>("kind", DegradationKind.OneStage) == DegradationKind.OneStage
            ? new OneStageDegradation(clean, section.Double("blur", 2, 0, 8), section.Double("noise", 0.03, 0, 0.5))
            : new TwoStageDegradation(clean, section.Double("strength", 1, 0, 1));
    }

    /// <summary>Downscales x [b, 3, h, w] to [b, 3, h / s, w / s].</summary>
    public static Tensor Downscale(Tensor x, int scale) => F.interpolate(
        x, [x.size(2) / scale, x.size(3) / scale], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true).clamp(0, 1);

    /// <summary>Degrades x [b, 3, h, w] to [b, 3, h / s, w / s], both in [0, 1].</summary>
    public Tensor Apply(Tensor x, int scale, BatchRandom random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(random.Happens(Clean) ? Downscale(x, scale) : Degrade(x, scale, random));
    }

    /// <summary>Degrades a batch that is not clean.</summary>
    protected abstract Tensor Degrade(Tensor x, int scale, BatchRandom random);

    /// <summary>Filters each picture of [b, c, h, w] with a kernel of its own, [b, k, k] with odd k, as groups of one convolution. Edges
    /// are mirrored.</summary>
    protected static Tensor Filter(Tensor x, Tensor kernels)
    {
        using var scope = NewDisposeScope();
        var (b, c, h, w, k) = (x.size(0), x.size(1), x.size(2), x.size(3), kernels.size(1));
        x = F.pad(x, [k / 2, k / 2, k / 2, k / 2], mode: h > k / 2 && w > k / 2 ? PaddingModes.Reflect : PaddingModes.Replicate)
            .reshape(1, b * c, h + k - 1, w + k - 1);
        return scope.MoveToOuter(
            F.conv2d(x, kernels.unsqueeze(1).expand(b, c, k, k).reshape(b * c, 1, k, k), null, groups: (int)(b * c)).reshape(b, c, h, w));
    }
}

using Atelier.Tensors;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>How large pictures become the small ones an upscaler starts from, a whole batch at once: a part of them shrunk cleanly, the others blurred,
/// shrunk by one of three filters and made noisy (one stage of Real-ESRGAN's model, without JPEG).</summary>
/// <param name="Clean">Share of batches that are only shrunk, through an antialiased bicubic filter.</param>
/// <param name="Blur">The widest Gaussian blur before shrinking, as a standard deviation in pixels of the large picture.</param>
/// <param name="Noise">The strongest Gaussian noise, as a standard deviation of values in [0, 1].</param>
internal sealed record Degradation(double Clean, double Blur, double Noise)
{
    /// <summary>Reads the section <c>degradation</c>.</summary>
    public static Degradation Read(RecipeSection section) => new(section.Number("clean", 0.5, 0, 1), section.Number("blur", 2, 0, 8), section.Number("noise", 0.03, 0, 0.5));

    /// <summary>x [b, 3, h, w] to [b, 3, h / s, w / s], shrunk only.</summary>
    public static Tensor Shrink(Tensor x, int scale) => Functional.ResizeBicubicAntialiased(x, x.Size(2) / scale, x.Size(3) / scale).Clamp(0, 1);

    /// <summary>x [b, 3, h, w] in [0, 1] to [b, 3, h / s, w / s]; each picture is blurred and noisy to another degree.</summary>
    public Tensor Apply(Tensor x, int scale, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var choice = Tensor.Rand([2], random).ToArray<float>();
        if (choice[0] < Clean)
        {
            return scope.Keep(Shrink(x, scale));
        }

        var (b, h, w) = (x.Size(0), x.Size(2) / scale, x.Size(3) / scale);
        x = Blur > 0 ? Blurred(x, Tensor.Rand([b], random) * Blur) : x;
        x = choice[1] < 1 / 3f ? Functional.ResizeBicubicAntialiased(x, h, w) : choice[1] < 2 / 3f ? Functional.ResizeBilinearAntialiased(x, h, w) : Functional.AvgPool2d(x, scale);
        var noise = Tensor.Randn(x.Shape, random) * (Tensor.Rand([b, 1, 1, 1], random) * Noise);
        return scope.Keep((x + noise).Clamp(0, 1));
    }

    // each picture through a Gaussian of its own: columns, then rows; as groups of one convolution
    private Tensor Blurred(Tensor x, Tensor deviations)
    {
        var radius = (int)Math.Ceiling(3 * Blur);
        var (b, c, h, w) = (x.Size(0), x.Size(1), x.Size(2), x.Size(3));
        var places = Tensor.Range((2 * radius) + 1).To(DType.Float32).To(x.Device) - radius;                   // [k]
        var kernel = (places.Square().Unsqueeze(0) / (deviations.Clamp(0.05, 100).Square() * -2).Unsqueeze(1)).Exp(); // [b, k]
        kernel = (kernel / kernel.Sum([1], keep: true)).Unsqueeze(1).Expand(b, c, -1).Reshape(b * c, -1);      // [b c, k]
        x = x.Pad([radius, radius, radius, radius], "reflect").Reshape(1, b * c, h + (2 * radius), w + (2 * radius));
        x = Functional.Conv2d(x, kernel.Reshape(b * c, 1, -1, 1), null, groups: (int)(b * c));
        x = Functional.Conv2d(x, kernel.Reshape(b * c, 1, 1, -1), null, groups: (int)(b * c));
        return x.Reshape(b, c, h, w);
    }
}

using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>How close a painting is to its picture.</summary>
/// <param name="Difference">Mean absolute difference of sRGB values in [0, 1].</param>
/// <param name="Similarity">SSIM of the luma (Wang et al., 2004) with Gaussian windows of 11 pixels, deviation 1.5; 1 if they are equal.
/// </param>
public sealed record PaintingFidelity(double Difference, double Similarity)
{
    /// <summary>Compares two pictures of one size.</summary>
    public static PaintingFidelity Measure(Picture a, Picture b)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (x, y) = (a.ToTensor(), b.ToTensor());
        return new((x - y).abs().mean().ToDouble(), Imaging.Pictures.Similarity.Ssim(x, y));
    }
}

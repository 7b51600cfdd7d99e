using System.Text.Json.Serialization;
using Atelier.Glyphs;
using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Perceptual;

namespace Atelier.Training.Evaluation;

/// <summary>How well a VQGAN reconstructs drawings.</summary>
/// <param name="Psnr">Mean over the drawings, in dB.</param>
/// <param name="Perplexity">e^entropy of the codes: the effective number of entries.</param>
/// <param name="Used">Fraction of the codebook that is used.</param>
/// <param name="Perceptual">Mean perceptual distance; null where none was measured.</param>
public sealed record ReconstructionQuality(
    double Psnr, double Perplexity, double Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Perceptual = null)
{
    /// <summary>Measures on drawings on white.</summary>
    /// <param name="model">The VQGAN.</param>
    /// <param name="set">The data set.</param>
    /// <param name="glyphs">Drawings that it was not trained on.</param>
    /// <param name="distance">A perceptual distance to measure as well, or null.</param>
    /// <param name="progress">Told the fraction done.</param>
    public static ReconstructionQuality Measure(
        VqganModel model, GlyphSet set, IReadOnlyList<Glyph> glyphs, PictureDistance? distance = null, IProgress<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var counts = zeros([model.Options.CodebookSize], dtype: ScalarType.Int64, device: model.Device);
        var (psnr, perceptual) = (0.0, 0.0);
        foreach (var (i, glyph) in glyphs.Index())
        {
            using var inner = NewDisposeScope();
            var x = OnWhite(set, glyph).to(model.Device); // [1, 3, s, s]
            var encoded = model.encode((x * 2) - 1);
            var y = ((model.decode(encoded.Latent) + 1) / 2).clamp(0, 1);
            psnr += Similarity.Psnr(x, y);
            perceptual += distance?.call((x * 2) - 1, (y * 2) - 1).ToDouble() ?? 0;
            counts.add_(bincount(encoded.Indices, null, model.Options.CodebookSize));
            progress?.Report((i + 1.0) / glyphs.Count);
        }

        var probabilities = counts.ToArray<double>().Select(count => count / counts.sum().ToDouble()).Where(value => value > 0).ToList();
        return new(
            psnr / glyphs.Count,
            Math.Exp(-probabilities.Sum(value => value * Math.Log(value))),
            probabilities.Count / (double)model.Options.CodebookSize,
            distance is null ? null : perceptual / glyphs.Count);
    }

    /// <summary>A drawing on white, [1, 3, s, s] in [0, 1].</summary>
    public static Tensor OnWhite(GlyphSet set, Glyph glyph)
    {
        using var scope = NewDisposeScope();
        var rgba = tensor(set.Pixels(glyph).ToArray(), [1, set.Side, set.Side, 4]).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255;
        var alpha = rgba.narrow(1, 3, 1);
        return scope.MoveToOuter((rgba.narrow(1, 0, 3) * alpha) + (1 - alpha));
    }
}

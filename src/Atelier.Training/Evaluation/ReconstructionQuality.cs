using Atelier.Media;
using Atelier.Models.Vqgan;
using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>How well a VQGAN keeps drawings it was not trained on.</summary>
/// <param name="Psnr">Mean over the pictures, in dB.</param>
/// <param name="Perplexity">e^entropy of the codes used: how many are in even use.</param>
/// <param name="Used">Share of the codebook that occurs at all.</param>
public sealed record ReconstructionQuality(double Psnr, double Perplexity, double Used)
{
    /// <summary>Measures on drawings on white, whole.</summary>
    public static ReconstructionQuality Measure(VqganModel model, GlyphSet set, IReadOnlyList<Glyph> glyphs, IProgress<double>? progress = null)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var counts = Tensor.Zeros([model.Options.CodebookSize], DType.Int64, model.Device);
        var total = 0.0;
        foreach (var (i, glyph) in glyphs.Index())
        {
            using var inner = TensorScope.Enter();
            var x = OnWhite(set, glyph).To(model.Device); // [1, 3, s, s]
            var coded = model.Encode((x * 2) - 1);
            var y = ((model.Decode(coded.Latent) + 1) / 2).Clamp(0, 1);
            total += Similarity.Psnr(x, y);
            counts.AddInPlace(coded.Indices.BinCount(model.Options.CodebookSize));
            progress?.Report((i + 1.0) / glyphs.Count);
        }

        var share = counts.ToArray<double>().Select(count => count / counts.Sum().Item()).Where(value => value > 0).ToList();
        return new(total / glyphs.Count, Math.Exp(-share.Sum(value => value * Math.Log(value))), share.Count / (double)model.Options.CodebookSize);
    }

    /// <summary>A drawing on white, [1, 3, 128, 128] in [0, 1].</summary>
    public static Tensor OnWhite(GlyphSet set, Glyph glyph)
    {
        using var scope = TensorScope.Enter();
        var rgba = Tensor.From(set.Pixels(glyph), 1, GlyphSet.Side, GlyphSet.Side, 4).Permute(0, 3, 1, 2).To(DType.Float32) / 255;
        var alpha = rgba.Narrow(1, 3, 1);
        return scope.Keep((rgba.Narrow(1, 0, 3) * alpha) + (1 - alpha));
    }
}

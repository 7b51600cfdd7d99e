using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Evaluation;

namespace Atelier.Training;

/// <summary>Makes a model folder of a training run: fp16 weights, what configures them, what belongs to them.</summary>
public static class ModelPack
{
    /// <summary>Writes <c>model.safetensors</c> in fp16 and <c>config.json</c>; a vocabulary comes along, and a
    /// prior's codec in its folder <c>codec</c>.</summary>
    /// <param name="run">The training run's folder.</param>
    /// <param name="target">The model folder.</param>
    /// <param name="config">The config.json it gets; null for the run's own.</param>
    /// <exception cref="UserException">The run has no model yet.</exception>
    public static void Write(string run, string target, string? config)
    {
        config ??= Path.Combine(run, "config.json");
        foreach (var needed in new[] { Path.Combine(run, "model.safetensors"), config }.Where(needed => !File.Exists(needed)))
        {
            throw new UserException($"There is no {needed}: a training run's folder is needed, with a model and its configuration.");
        }

        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(Path.Combine(run, "model.safetensors"), out _);
        SafeTensors.Write(
            Path.Combine(target, "model.safetensors"), stored.Select(pair => KeyValuePair.Create(pair.Key, Halved(pair.Value.Read()))));
        AtomicFile.Write(Path.Combine(target, "config.json"), File.ReadAllBytes(config));
        if (File.Exists(Path.Combine(run, "vocabulary.txt")))
        {
            File.Copy(Path.Combine(run, "vocabulary.txt"), Path.Combine(target, "vocabulary.txt"), overwrite: true);
        }

        if (Directory.Exists(Path.Combine(run, "codec")))
        {
            Write(Path.Combine(run, "codec"), Path.Combine(target, "codec"), null);
        }
    }

    /// <summary>Writes <c>starts.safetensors</c>, to begin pictures from: the <c>codes</c> of drawings [m, h, w], their <c>features</c>
    /// under a CLIP [m, e], those of the k <c>concepts</c> they show in words [k, e], and which each <c>shows</c> [m].</summary>
    public static void WriteStarts(
        string target, VqganModel vqgan, ClipModel clip, Tokenizer tokenizer, GlyphSet set, IReadOnlyList<Glyph> glyphs)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var (codes, features) = (new List<Tensor>(), new List<Tensor>());
        foreach (var batch in glyphs.Chunk(16))
        {
            using var inner = NewDisposeScope();
            var pictures = cat([.. batch.Select(glyph => ReconstructionQuality.OnWhite(set, glyph))], 0);
            var coded = vqgan.encode((pictures * 2) - 1);
            var (h, w) = (pictures.size(2) / vqgan.Options.Factor, pictures.size(3) / vqgan.Options.Factor);
            codes.Add(inner.MoveToOuter(coded.Indices.reshape(batch.Length, h, w).to(ScalarType.Int16)));
            var seen = F.interpolate(
                pictures,
                [clip.Options.Resolution, clip.Options.Resolution],
                mode: InterpolationMode.Bilinear,
                align_corners: false,
                antialias: true);
            features.Add(inner.MoveToOuter(clip.encode_image(seen).to(ScalarType.Float16)));
        }

        string[] concepts = [.. glyphs.Select(glyph => glyph.Concept).Distinct()];
        var words = concepts.Chunk(100)
            .Select(some => LongTextEncoder.Encode(clip, tokenizer, [.. some.Select(GlyphWords.WithArticle)]).to(ScalarType.Float16));
        var place = concepts.Index().ToDictionary(concept => concept.Item, concept => (long)concept.Index);
        SafeTensors.Write(Path.Combine(target, "starts.safetensors"), new Dictionary<string, Tensor>
        {
            ["codes"] = cat([.. codes], 0),
            ["features"] = cat([.. features], 0),
            ["concepts"] = cat([.. words], 0),
            ["shows"] = tensor((long[])[.. glyphs.Select(glyph => place[glyph.Concept])], [glyphs.Count]).to(ScalarType.Int16),
        });
    }

    private static Tensor Halved(Tensor tensor) => tensor.dtype == ScalarType.Float32 ? tensor.to(ScalarType.Float16) : tensor;
}

using Atelier.Models.Clip;
using Atelier.Models.Vqgan;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;

namespace Atelier.Training;

/// <summary>Makes a model folder of a training run: fp16 weights, what configures them, what belongs to them.</summary>
public static class ModelPack
{
    /// <summary>Writes <c>model.safetensors</c> in fp16 and <c>config.json</c>; a vocabulary comes along, and a prior's codec in its folder <c>codec</c>.</summary>
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

        using var scope = TensorScope.Enter();
        var stored = SafeTensors.Read(Path.Combine(run, "model.safetensors"), out _);
        SafeTensors.Write(Path.Combine(target, "model.safetensors"), stored.Select(pair => KeyValuePair.Create(pair.Key, Halved(pair.Value.Read()))));
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

    /// <summary>Writes <c>starts.safetensors</c>, to begin pictures from: the <c>codes</c> of drawings [m, h, w], their <c>features</c> under a CLIP [m, e], those of the
    /// k <c>concepts</c> they show in words [k, e], and which each <c>shows</c> [m].</summary>
    public static void WriteStarts(string target, VqganModel vqgan, ClipModel clip, Tokenizer tokenizer, GlyphSet set, IReadOnlyList<Glyph> glyphs)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var (codes, features) = (new List<Tensor>(), new List<Tensor>());
        foreach (var batch in glyphs.Chunk(16))
        {
            using var inner = TensorScope.Enter();
            var pictures = Tensor.Concat(0, [.. batch.Select(glyph => ReconstructionQuality.OnWhite(set, glyph))]);
            var coded = vqgan.Encode((pictures * 2) - 1);
            var (h, w) = (pictures.Size(2) / vqgan.Options.Factor, pictures.Size(3) / vqgan.Options.Factor);
            codes.Add(inner.Keep(coded.Indices.Reshape(batch.Length, h, w).To(DType.Int16)));
            var seen = Functional.ResizeBilinearAntialiased(pictures, clip.Options.Resolution, clip.Options.Resolution);
            features.Add(inner.Keep(clip.EncodeImage(seen).To(DType.Float16)));
        }

        string[] concepts = [.. glyphs.Select(glyph => glyph.Concept).Distinct()];
        var words = concepts.Chunk(100).Select(some => clip.EncodeText(tokenizer.Tokenize([.. some.Select(GlyphWords.WithArticle)])).To(DType.Float16));
        var place = concepts.Index().ToDictionary(concept => concept.Item, concept => (long)concept.Index);
        SafeTensors.Write(Path.Combine(target, "starts.safetensors"), new Dictionary<string, Tensor>
        {
            ["codes"] = Tensor.Concat(0, [.. codes]),
            ["features"] = Tensor.Concat(0, [.. features]),
            ["concepts"] = Tensor.Concat(0, [.. words]),
            ["shows"] = Tensor.From([.. glyphs.Select(glyph => place[glyph.Concept])], glyphs.Count).To(DType.Int16),
        });
    }

    private static Tensor Halved(Tensor tensor) => tensor.DType == DType.Float32 ? tensor.To(DType.Float16) : tensor;
}

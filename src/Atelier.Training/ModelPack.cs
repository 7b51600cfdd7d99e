using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.SuperResolution;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Evaluation;

namespace Atelier.Training;

/// <summary>Makes model folders from training runs.</summary>
public static class ModelPack
{
    /// <summary>Writes <c>model.safetensors</c> in fp16 and <c>config.json</c>, with a text encoder's vocabulary and
    /// the codec or text encoder that belong to it.</summary>
    /// <param name="runs">The training run's folder; of several, the weights are the mean (a model soup, Wortsman et al., 2022).</param>
    /// <param name="target">The model folder.</param>
    /// <param name="config">The config.json to copy; null for the first run's own.</param>
    /// <exception cref="ModelFileException">A run has no model yet, or the configuration is none, or the runs are of different
    /// architectures or vocabularies.</exception>
    public static void Write(IReadOnlyList<string> runs, string target, string? config)
    {
        var run = runs[0];
        config ??= Path.Combine(run, "config.json");
        foreach (var missing in runs.Select(WeightsOf).Append(config).Where(file => !File.Exists(file)))
        {
            throw new ModelFileException($"There is no {missing}: a training run's folder is needed, with a model and its configuration.");
        }

        _ = ModelConfig.Read(config);
        var settings = InputFile.ReadBytes(config, "a configuration", (message, inner) => new ModelFileException(message, inner));
        using var scope = NewDisposeScope();
        var mean = SafeTensors.Read(WeightsOf(run), out _);
        for (var i = 1; i < runs.Count; i++)
        {
            var weights = SafeTensors.Read(WeightsOf(runs[i]), out _);
            RequireMean(run, mean, runs[i], weights);
            mean = NetworkInterpolation.Blend(mean, run, weights, runs[i], 1.0 / (i + 1));
        }

        SafeTensors.Write(WeightsOf(target), mean.Select(pair => KeyValuePair.Create(pair.Key, ToHalf(pair.Value.Read()))));
        AtomicFile.Write(Path.Combine(target, "config.json"), settings);
        if (File.Exists(Path.Combine(run, "vocabulary.txt")))
        {
            AtomicFile.Write(Path.Combine(target, "vocabulary.txt"), File.ReadAllBytes(Path.Combine(run, "vocabulary.txt")));
        }

        foreach (var part in new[] { "codec", "text_encoder" }.Where(part => Directory.Exists(Path.Combine(run, part))))
        {
            Write([Path.Combine(run, part)], Path.Combine(target, part), null);
        }
    }

    private static string WeightsOf(string folder) => Path.Combine(folder, "model.safetensors");

    private static void RequireMean(
        string run, IReadOnlyDictionary<string, StoredTensor> weights, string other, IReadOnlyDictionary<string, StoredTensor> others)
    {
        if (NetworkInterpolation.Mismatch(weights, others) is { } odd)
        {
            throw new ModelFileException(
                $"{run} and {other} have no mean: {odd} is of one alone, or of different shapes. Runs of one recipe are needed.");
        }

        if (!Vocabulary(run).SequenceEqual(Vocabulary(other)))
        {
            throw new ModelFileException(
                $"{run} and {other} have no mean: their vocabularies differ. Runs that began with one model are needed.");
        }
    }

    private static byte[] Vocabulary(string run) =>
        Path.Combine(run, "vocabulary.txt") is var file && File.Exists(file) ? File.ReadAllBytes(file) : [];

    /// <summary>Writes <c>starts.safetensors</c>, the bank of initial images: the <c>codes</c> of m drawings [m, h, w], their CLIP image
    /// embeddings <c>features</c> [m, e], the text embeddings of their k <c>concepts</c> [k, e], and the concept that each
    /// <c>shows</c> [m].
    /// </summary>
    public static void WriteStarts(
        string target, VqganModel vqgan, ClipModel clip, Tokenizer tokenizer, GlyphSet set, IReadOnlyList<Glyph> glyphs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (codes, features) = (new List<Tensor>(), new List<Tensor>());
        foreach (var batch in glyphs.Chunk(16))
        {
            using var inner = NewDisposeScope();
            var drawn = cat([.. batch.Select(glyph => ReconstructionQuality.OnWhite(set, glyph))], 0);
            var pictures = drawn.to(vqgan.Quantizer.Codebook.device);
            var encoded = vqgan.encode((pictures * 2) - 1);
            var (h, w) = (pictures.size(2) / vqgan.Options.Factor, pictures.size(3) / vqgan.Options.Factor);
            codes.Add(inner.MoveToOuter(encoded.Indices.reshape(batch.Length, h, w).to(ScalarType.Int16)));
            var resized = F.interpolate(
                pictures,
                [clip.Options.Resolution, clip.Options.Resolution],
                mode: InterpolationMode.Bilinear,
                align_corners: false,
                antialias: true);
            features.Add(inner.MoveToOuter(clip.encode_image(resized).to(ScalarType.Float16)));
        }

        string[] concepts = [.. glyphs.Select(glyph => glyph.Concept).Distinct()];
        var embeddings = concepts.Chunk(100)
            .Select(chunk => LongTextEncoder.Encode(clip, tokenizer, [.. chunk.Select(GlyphWords.WithArticle)]).to(ScalarType.Float16));
        var indices = concepts.Index().ToDictionary(concept => concept.Item, concept => (long)concept.Index);
        SafeTensors.Write(Path.Combine(target, "starts.safetensors"), new Dictionary<string, Tensor>
        {
            ["codes"] = cat([.. codes], 0),
            ["features"] = cat([.. features], 0),
            ["concepts"] = cat([.. embeddings], 0),
            ["shows"] = tensor((long[])[.. glyphs.Select(glyph => indices[glyph.Concept])], [glyphs.Count]).to(ScalarType.Int16),
        });
    }

    private static Tensor ToHalf(Tensor tensor) => tensor.dtype == ScalarType.Float32 ? tensor.to(ScalarType.Float16) : tensor;
}

using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Painter;
using Atelier.Torch;
using Atelier.Torch.WeightFiles;

namespace Atelier.Tests;

/// <summary>The real networks at toy size, with random weights, in a folder of their own.</summary>
public sealed class ToyModels : IDisposable
{
    public ToyModels()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var vqgan = new VqganModel(Weights.Fresh(random), new()
        {
            Channels = 8, Multipliers = [1, 2], ResBlocks = 1, AttentionLevels = new HashSet<int>(), LatentChannels = 8,
            EmbeddingWidth = 8, CodebookSize = 32, NormGroups = 4,
        });
        vqgan.Quantizer.Codebook.detach().copy_(randn([32, 8], device: random.device, generator: random));
        Write("vqgan-toy", vqgan, """{"kind": "vqgan", "norm_groups": 4, "imagine": {"size": 32, "iterations": 6, "cutn": 3}}""");
        var vocabulary = BytePairVocabulary.Learn(new Dictionary<string, int> { ["red"] = 5, ["apple"] = 4, ["blue"] = 3 }, 8);
        var clip = new ClipModel(Weights.Fresh(random), new()
        {
            EmbeddingWidth = 16, Resolution = 16, VisionLayers = 1, VisionWidth = 16, PatchSize = 8, ContextLength = 12,
            VocabularySize = vocabulary.Size, TextWidth = 16, TextLayers = 1,
        });
        Write("clip-toy", clip, """{"kind": "clip", "transformer_heads": 1, "vision_heads": 1}""");
        vocabulary.Save(Path.Combine(Clip, "vocabulary.txt"));
        using var painter = new PainterModel(
            Weights.Fresh(random), new() { Width = 16, EncoderLayers = 1, DecoderLayers = 1, FeedForward = 32 });
        Write("painter-toy", painter, """{"kind": "painter"}""");
        vqgan.Dispose();
        clip.Dispose();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-toy-").FullName;

    public string Vqgan => Path.Combine(Folder, "vqgan-toy");

    public string Painter => Path.Combine(Folder, "painter-toy");

    public string Clip => Path.Combine(Folder, "clip-toy");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, nn.Module network, string config)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), network.state_dict());
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
    }
}

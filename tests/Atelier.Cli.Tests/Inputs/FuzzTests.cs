using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.SuperResolution;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Data;
using Atelier.Training;
using Atelier.Training.Tests.Recipes;
using CsCheck;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>Every format that is read from outside, from valid files changed at random: only our own error comes out, soon and in little
/// memory.
/// ATELIER_FUZZ is the number of seconds for each format.</summary>
[Trait("Category", "Slow")]
public sealed class FuzzTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const long Largest = 500_000_000; // bytes allocated for one file
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void SafeTensorsFiles() => Fuzz(File.ReadAllBytes(Small("model.safetensors")), "x.safetensors", Weights);

    [Fact]
    public void LegacyPickles() =>
        Fuzz(File.ReadAllBytes(Golden.Locate("clip-vit-tiny2", "clip-vit-tiny2.sd.legacy.pt")!)[..20_000], "x.pt", Weights);

    [Fact]
    public void StyleGanPickles() => Fuzz(File.ReadAllBytes(Golden.Locate("stylegan2-tiny", "skip-cond.pkl")!), "x.pkl", Weights);

    [Fact]
    public void ZippedPickles()
    {
        using var archive = ZipFile.OpenRead(Golden.Locate("rrdb-tiny", "rrdb-x2.pth")!);
        var pickle = archive.Entries.First(entry => entry.Name == "data.pkl");
        using var bytes = new MemoryStream();
        pickle.Open().CopyTo(bytes);
        var others = archive.Entries.Where(entry => entry != pickle).Select(entry => (entry.FullName, Bytes: Read(entry))).ToList();
        Fuzz(bytes.ToArray(), "x.pth", path =>
        {
            var changed = File.ReadAllBytes(path);
            File.Delete(path);
            using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            {
                foreach (var (name, content) in others.Append((pickle.FullName, changed)))
                {
                    using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                    entry.Write(content);
                }
            }

            Weights(path);
        });

        static byte[] Read(ZipArchiveEntry entry)
        {
            using var all = new MemoryStream();
            entry.Open().CopyTo(all);
            return all.ToArray();
        }
    }

    [Fact]
    public void ZipFiles() => Fuzz(File.ReadAllBytes(Golden.Locate("rrdb-tiny", "srvgg.pth")!), "x.pth", Weights);

    [Fact]
    public void NcnnParameters()
    {
        const string Param = "7767517\n5 5\nInput in 0 1 data\nConvolution c0 1 1 data a 0=4 1=3 4=1 5=1 6=108\nPReLU p1 1 1 a b "
            + "0=4\nConvolution c2 1 1 b c 0=4 1=3 4=1 5=1 6=144\nPReLU p3 1 1 c d 0=4\nConvolution c4 1 1 d e 0=12 1=3 4=1 5=1 6=432\n";
        File.WriteAllBytes(Path.Combine(_data.Folder, "x.bin"), new byte[12 + (4 * (108 + 144 + 432 + 28))]);
        Fuzz(Encoding.UTF8.GetBytes(Param), "x.param", path => UpscalerFile.Load(ModelFiles.Find(path)).Dispose());
    }

    [Fact]
    public void PngTexts()
    {
        var path = Path.Combine(_data.Folder, "valid.png");
        Picture.Blank(4, 4, Colour.White)
            .Save(path, new Dictionary<string,
                string> { [ImagineOptions.Key] = new ImagineOptions { Prompt = "a fox", Seed = 3 }.ToJson() });
        Fuzz(File.ReadAllBytes(path), "x.png", changed => TextToImagePipeline.ReadOptions(changed));
    }

    [Fact]
    public void Records() => Fuzz(Encoding.UTF8.GetBytes(new ImagineOptions { Prompt = "a fox", Seed = 3 }.ToJson()), "run.json", path =>
        TextToImagePipeline.ReadOptions(path));

    [Fact]
    public void Prompts() => Fuzz(
        Encoding.UTF8.GetBytes("""a fox at 12\:30:1.5:0.2|"a red: apple":-0.5 | photo\|graph:2"""),
        "prompt.txt",
        path => Prompt.Parse(File.ReadAllText(path)));

    [Fact]
    public void RecipeFiles() => Fuzz(
        Encoding.UTF8.GetBytes(
            $"about: a test\ndata: # 2\n  source: idx\n  path: {_data.Idx()}\n  size: 8\n  channels: 1\ntraining: {{steps: 6, batch: "
                + $"4}}\nmodel: {{kind: autoencoder, channels: [4, 4]}}\n"),
        "x.yaml",
        path => Recipe.Read(path, []).File.Flatten());

    [Fact]
    public void Configurations() => Fuzz(
        Encoding.UTF8.GetBytes("""
            {"model_type": "clip", "text_config": {"hidden_act": "gelu", "num_attention_heads": 1},
             "vision_config": {"num_attention_heads": 1, "hidden_act": "quick_gelu"}}
            """),
        "config.json",
        path => ClipFile.Load(new(Small("model.safetensors"), ModelConfig.Read(path))).Dispose());

    [Fact]
    public void StrokeFiles() => Fuzz(
        Encoding.UTF8.GetBytes("""
            {"format": "atelier-strokes", "version": 1, "width": 8, "height": 8, "style": "oil", "brushes": null, "ground": "#ffffff",
             "palette": ["#ff0000"], "columns": ["x", "y", "length", "thickness", "angle", "red", "green", "blue", "level", "mark"],
             "strokes": [[0.5, 0.5, 0.3, 0.1, 0, 1, 0, 0, 0, 0], [0.2, 0.5, 0.3, 0.1, 1.5, 1, 0.5, 0, 1, 0]]}
            """),
        "x.json",
        path => StrokeFile.Read(path));

    [Theory]
    [InlineData("metadata.csv", "file_name,text\na/0.png,\"black, and round\"\nb/1.png,white\n")]
    [InlineData("metadata.jsonl",
        "{\"file_name\": \"a/0.png\", \"text\": \"black\"}\n{\"file_name\": \"b/1.png\", \"caption\": \"white\"}\n")]
    public void CaptionLists(string name, string list)
    {
        var folder = _data.Pictures(2);
        Fuzz(Encoding.UTF8.GetBytes(list), name, _ => ReadAll(new() { Source = DataSource.Folder, Path = folder, Size = 8 }));
    }

    [Theory]
    [InlineData("t10k-images-idx3-ubyte")]
    [InlineData("t10k-labels-idx1-ubyte")]
    public void IdxFiles(string name)
    {
        var folder = _data.Idx(train: 2, test: 2);
        Fuzz(File.ReadAllBytes(Path.Combine(folder, name)), name, _ =>
            ReadAll(new() { Source = DataSource.Idx, Path = folder, Size = 8, Channels = 1 }));
    }

    private static void ReadAll(DataOptions options)
    {
        using var source = options.Open(DataSplit.Test);
        for (var i = 0; i < source.Count; i++)
        {
            source.Read(i);
        }
    }

    private static void Weights(string path)
    {
        using var scope = NewDisposeScope();
        foreach (var tensor in WeightFile.Open(path).Values)
        {
            using var inner = NewDisposeScope();
            tensor.Read();
        }
    }

    private string Small(string name)
    {
        var path = Path.Combine(_data.Folder, name);
        if (!File.Exists(path))
        {
            using var scope = NewDisposeScope();
            using var random = new Generator(5);
            using var clip = new ClipModel(
                Torch.Weights.Fresh(random), new() { EmbeddingWidth = 4, Resolution = 8, VisionLayers = 1, VisionWidth = 4, PatchSize = 4,
                    ContextLength = 4, VocabularySize = 8, TextWidth = 4, TextLayers = 1 });
            SafeTensors.Write(path, clip.state_dict());
        }

        return path;
    }

    private void Fuzz(byte[] valid, string name, Action<string> read)
    {
        var path = Path.Combine(_data.Folder, name);
        var wanted = Environment.GetEnvironmentVariable("ATELIER_FUZZ");
        var seconds = int.TryParse(wanted, CultureInfo.InvariantCulture, out var given) ? given : 20;
        File.WriteAllBytes(path, valid);
        try
        {
            read(path); // what is changed is what can be read
        }
        catch (AtelierException) when (valid.Length == 20_000) // but for a part of a large one
        {
        }

        Mutation.Of(valid).Sample(bytes => Try(bytes, path, read), time: seconds, threads: 1, print: bytes => Convert.ToBase64String(
            bytes[..Math.Min(bytes.Length, 100_000)]));
    }

    private static void Try(byte[] bytes, string path, Action<string> read)
    {
        File.WriteAllBytes(path, bytes);
        var (clock, busy, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        try
        {
            read(path);
        }
        catch (AtelierException e)
        {
            Assert.NotEmpty(e.Message);
        }

        var took = new[] { clock.Elapsed, Environment.CpuUsage.TotalTime - busy }.Min(); // the process may have been kept from working
        Assert.True(took < Longest, $"it took {took.TotalSeconds:F1} s");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < Largest, $"it took {allocated / 1e6:F0} MB");
    }
}

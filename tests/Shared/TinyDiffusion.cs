using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Torch.WeightFiles;

namespace Atelier.Tests;

/// <summary>The small Stable Diffusion 1 of the goldens in a folder of its own, with a vocabulary of the right size.</summary>
public sealed class TinyDiffusion : IDisposable
{
    private static readonly string[] Parts = ["unet", "vae", "text_encoder"];

    public TinyDiffusion()
        : this([])
    {
    }

    private TinyDiffusion(params (string Part, string Source)[] others)
    {
        var own = Path.GetDirectoryName(Golden.Locate("diffusion/sd1-tiny", "io_vae.safetensors"))!;
        var parts = Parts.ToDictionary(part => part, part => Path.Combine(own, part));
        foreach (var (part, source) in others)
        {
            parts[part] = source;
        }

        foreach (var (part, source) in parts)
        {
            Directory.CreateDirectory(Path.Combine(Folder, part));
            foreach (var file in Directory.GetFiles(source))
            {
                File.WriteAllBytes(Path.Combine(Folder, part, Path.GetFileName(file)), File.ReadAllBytes(file));
            }
        }

        // 512 letters, start, end and 486 merges are the 1,000 tokens of the text encoder
        var words = Enumerable.Range(0, 900).ToDictionary(
            i => new string([Letter(i % 10), Letter(10 + (i / 10 % 10)), Letter(i / 100)]), i => i + 1);
        char Letter(int i) => (char)('a' + i);
        words["red"] = words["fox"] = 10_000;
        Directory.CreateDirectory(Path.Combine(Folder, "tokenizer"));
        BytePairVocabulary.Learn(words, 486).Save(Path.Combine(Folder, "tokenizer", "merges.txt"));
    }

    /// <summary>With parts of other models in place of or beside its own.</summary>
    public static TinyDiffusion With(params (string Part, string Source)[] others) => new(others);

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-diffusion-").FullName;

    public DiffusionPipeline Load(DiffusionLoading? loading = null) => DiffusionPipeline.Load(Folder, loading);

    /// <summary>Changes a tensor of the UNet and a word of its configuration.</summary>
    public void ChangeUnet((string Key, Func<Tensor, Tensor> Change) tensor, string before, string after)
    {
        var tensors = SafeTensors.Read(Weights("unet"), out _).ToDictionary(entry => entry.Key, entry => entry.Value.Read());
        tensors[tensor.Key] = tensor.Change(tensors[tensor.Key]);
        SafeTensors.Write(Weights("unet"), tensors);
        ChangeConfig("unet", before, after);
    }

    public void ChangeConfig(string part, string before, string after)
    {
        var path = Path.Combine(Folder, part, "config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(before, text);
        File.WriteAllText(path, text.Replace(before, after));
    }

    public string Weights(string part) => Directory.GetFiles(Path.Combine(Folder, part), "*.safetensors").Single();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

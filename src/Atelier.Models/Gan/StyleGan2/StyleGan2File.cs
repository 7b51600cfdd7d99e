using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>Loads a StyleGAN2 from a pickle of stylegan2-ada-pytorch, or from the same weights as safetensors. Nothing in a pickle is
/// run.</summary>
public static class StyleGan2File
{
    private const string GeneratorKey = "synthesis.b4.const";
    private const string DiscriminatorKey = "b4.out.weight";
    private static readonly string[] Generators = ["G_ema.", "", "G."]; // the average of the training steps first
    private static readonly string[] Discriminators = ["D.", ""];

    /// <summary>True when the keys are a StyleGAN2 generator's, alone or in a whole pickle.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => Prefix(stored, Generators, GeneratorKey) is not null;

    /// <summary>The generator's hyperparameters, and how many numbers it has; only the file's header is read.</summary>
    /// <exception cref="ModelFileException">The file is broken, tries to run code, or holds no StyleGAN2 generator.</exception>
    public static (StyleGan2Options Options, long Numbers) Describe(ModelFiles files)
    {
        var (stored, settings) = Open(files, Generators, GeneratorKey, "generator");
        return (
            StyleGan2Shapes.Generator(stored, settings),
            stored.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)));
    }

    /// <summary>Loads the generator, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, tries to run code, or holds no StyleGAN2 generator.</exception>
    public static StyleGan2Generator Load(ModelFiles files, Device? device = null)
    {
        var (stored, settings) = Open(files, Generators, GeneratorKey, "generator");
        return new StyleGan2Generator(Weights.From(stored, files.Weights), StyleGan2Shapes.Generator(stored, settings))
            .Freeze().to(device ?? CPU);
    }

    /// <summary>Loads the discriminator, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, tries to run code, or holds no StyleGAN2 discriminator.</exception>
    public static StyleGan2Discriminator LoadDiscriminator(ModelFiles files, Device? device = null)
    {
        var (stored, settings) = Open(files, Discriminators, DiscriminatorKey, "discriminator");
        return new StyleGan2Discriminator(Weights.From(stored, files.Weights), StyleGan2Shapes.Discriminator(stored, settings))
            .Freeze().to(device ?? CPU);
    }

    private static (IReadOnlyDictionary<string, StoredTensor> Stored, StyleGan2Settings Settings) Open(
        ModelFiles files, string[] prefixes, string key, string what)
    {
        var all = WeightFile.Open(files.Weights, out var values);
        var prefix = Prefix(all, prefixes, key) ?? throw new ModelFileException($"{files.Weights} holds no {what} of a StyleGAN2.");
        var stored = all.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        return (stored, new(files, values, prefix));
    }

    private static string? Prefix(IReadOnlyDictionary<string, StoredTensor> stored, string[] prefixes, string key) =>
        Array.Find(prefixes, prefix => stored.ContainsKey(prefix + key));
}

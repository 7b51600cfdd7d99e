using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Generators;
using Atelier.Core;

namespace Atelier.Art.Imagine.Runs;

/// <summary>Names all that decides which networks a run loads, and how: runs with the same can share them.</summary>
internal static class NetworksKey
{
    /// <summary>The key of a run whose models are found and whose options are complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="device">Where its networks are loaded to.</param>
    public static string Of(PreparedRun run, Device device)
    {
        var options = run.Options;
        return string.Join('\n', [
            $"{device} {(options.Precision.IsBFloat16(device) ? "bf16" : "fp32")}",
            .. run.Diffusion is { } model ? OfDiffusion(model.Path, options.Diffusion) : OfGenerator(run.Generator, options),
            .. run.ClipFiles.Select(clip => FileStamp.Of(clip.Weights)),
            run.AudioClip is { } sounds ? $"hears by {FileStamp.Of(sounds.Weights)}" : "",
        ]);
    }

    private static IEnumerable<string> OfDiffusion(string model, DiffusionOptions options) =>
    [
        FileStamp.Of(model), options.Autoencoder is { } apart ? FileStamp.Of(apart) : "",
        .. options.LoraFiles().Select(lora => $"{lora.Weight:R} {FileStamp.Of(lora.Path)}"),
    ];

    private static IEnumerable<string> OfGenerator(GeneratorModel generator, ImagineOptions options) =>
    [
        generator.Files is { } files ? FileStamp.Of(files.Weights)
            : $"{generator.Kind.Name} {options.Width}x{options.Height}", // shapes are drawn for one size
        $"{options.Latent}",
        generator.Traits.DrawsWords ? options.Prompt : "",
        generator.Traits.IsSeeded ? $"{options.Seed}" : "",
    ];
}

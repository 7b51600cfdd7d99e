using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>How a diffusion model draws. A null means the model's own value.</summary>
public sealed record DiffusionOptions
{
    private const int MostSteps = 1000;

    /// <summary>Steps of the sampler.</summary>
    public int? Steps { get; init; }

    /// <summary>The scheduler, one of <see cref="Models.Diffusion.SchedulerFile.Names"/>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Scale of the classifier-free guidance; from 1 down there is none.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Lin et al.'s rescale of the guidance, 0 to 1.</summary>
    public double? GuidanceRescale { get; init; }

    /// <summary>How strongly the critics of the guided loop steer each step, above 0: the scale of the gradient of their loss. Null for
    /// drawing without critics.</summary>
    public double? Guide { get; init; }

    /// <summary>What the picture shall not show.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>LoRA files, each with its weight at the end if it is not 1: <c>lines.safetensors:0.6</c>.</summary>
    public IReadOnlyList<string>? Loras { get; init; }

    /// <summary>An autoencoder apart, a file or a folder.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>The files of <see cref="Loras"/> and their weights.</summary>
    /// <exception cref="OptionException">There is no such file.</exception>
    internal IReadOnlyList<(string Path, double Weight)> LoraFiles() => [.. (Loras ?? []).Select(Parse)];

    /// <summary>Passes each value with its range to a check.</summary>
    internal void Validate(Action<double, double?, double, string> between, Action<double, double?, double, string> above)
    {
        above(0, Guide, 1e6, nameof(Guide));
        between(1, Steps, MostSteps, nameof(Steps));
        between(0, GuidanceScale, 100, nameof(GuidanceScale));
        between(0, GuidanceRescale, 1, nameof(GuidanceRescale));
        _ = LoraFiles();
        if (Scheduler is not null && !Models.Diffusion.SchedulerFile.Names.Contains(Scheduler))
        {
            throw new OptionException(
                $"{nameof(Scheduler)} '{Scheduler}' is none of {string.Join(", ", Models.Diffusion.SchedulerFile.Names)}.",
                nameof(Scheduler));
        }

        if (Autoencoder is not null && !Path.Exists(Autoencoder))
        {
            throw new OptionException($"There is no autoencoder {Autoencoder}.", nameof(Autoencoder));
        }
    }

    private static (string Path, double Weight) Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var (path, weight) = !File.Exists(text) && colon > 0
            && double.TryParse(text[(colon + 1)..], CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (text[..colon], number) : (text, 1);
        return File.Exists(path) ? (path, weight)
            : throw new OptionException($"There is no LoRA {path}: FILE or FILE:WEIGHT is needed.", nameof(Loras));
    }
}

using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Cli.Options;
using Atelier.Models.Diffusion;

namespace Atelier.Cli.Commands.Imagine;

/// <content>How a diffusion model draws.</content>
internal sealed partial class ImagineCommandOptions
{
    private void AddDiffusion()
    {
        Add(
            new NumericOption<int>(1, 1000, "--steps") { Description = "Steps of a diffusion model; by default the model's own." },
            (options, value) => Change(options, asked => asked with { Steps = value }));
        Real(
            "--guidance-scale", ["--cfg-scale"], 0, 100, "Classifier-free guidance of a diffusion model; by default the model's own.",
            (options, value) => Change(options, asked => asked with { GuidanceScale = value }));
        Real(
            "--guidance-rescale", [], 0, 1, "Rescale of that guidance, against overexposed pictures.",
            (options, value) => Change(options, asked => asked with { GuidanceRescale = value }));
        Real(
            "--guide", ["--clip-guidance-scale"], 1e-3, 1e6,
            "Let CLIP steer a diffusion model at each step, so strongly; prompts have weights and pictures as without one.",
            (options, value) => Change(options, asked => asked with { Guide = value }));
        Text(
            "--scheduler", ["--sampler"], $"Scheduler of a diffusion model: {string.Join(", ", SchedulerFile.Names)}.", null,
            (options, value) => Change(options, asked => asked with { Scheduler = value }));
        Text(
            "--negative-prompt", ["--negative"], "What the picture of a diffusion model shall not show.", null,
            (options, value) => Change(options, asked => asked with { NegativePrompt = value }));
        Text(
            "--vae", [], "An autoencoder in place of the diffusion model's, a file or a folder.", null,
            (options, value) => Change(options, asked => asked with { Autoencoder = value }));
        var loras = new Option<string[]>("--lora")
        {
            Description = "LoRA files of a diffusion model: FILE or FILE:WEIGHT.", AllowMultipleArgumentsPerToken = true,
        };
        _all.Add((loras, (parse, options) => Change(options, asked => asked with { Loras = parse.GetValue(loras)! })));
    }

    private static ImagineOptions Change(ImagineOptions options, Func<DiffusionOptions, DiffusionOptions> change) =>
        options with { Diffusion = change(options.Diffusion) };
}

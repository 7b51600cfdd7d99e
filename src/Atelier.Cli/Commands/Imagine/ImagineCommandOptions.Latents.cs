using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Imagine;

/// <content>What the latent of some generators is made of.</content>
internal sealed partial class ImagineCommandOptions
{
    private void AddLatents()
    {
        Add(
            new ChoiceOption<LatentSpace>([("w", LatentSpace.W), ("w+", LatentSpace.WPlus), ("z", LatentSpace.Z)], "--space"),
            "The latent space of a StyleGAN2.",
            (options, value) => options with { Latent = options.Latent with { Space = value } });
        Real(
            "--truncation", [], 1e-3, 1, "Truncation of a GAN's noise; less is more usual and less various. By default the model's own.",
            (options, value) => options with { Latent = options.Latent with { Truncation = value } });
        Add(
            new NumericOption<int>(0, 1_000_000, "--class")
            {
                Description = "The class that a GAN with classes begins with; random by default.",
            },
            (options, value) => options with { Latent = options.Latent with { Class = value } });
        Add(
            new NumericOption<int>(1, 5000, "--shapes") { Description = "Number of curves or strokes; by default the model's own." },
            (options, value) => options with { Latent = options.Latent with { Shapes = value } });
        Add(
            new NumericOption<int>(2, 512, "--cells") { Description = "Cells of pixel art along the longer side; 24 by default." },
            (options, value) => options with { Latent = options.Latent with { Cells = value } });
    }
}

using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Edits;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Imagine;

/// <content>Variations of a start picture, and what holds for a picture in every iteration.</content>
internal sealed partial class ImagineCommandOptions
{
    private readonly NumericOption<double> _feather = new(0, 512, "--feather")
    {
        Description = "Width in pixels of the soft edge of --mask or --extend.", Default = s_defaults.Edit.Feather,
    };
    private readonly ChoiceOption<NoiseKind> _noise = ChoiceOption.FromEnum<NoiseKind>("--noise");

    private void AddEdits()
    {
        Add(
            new NumericOption<double>(0, 1, "--strength")
            {
                Description = "Noise that is added to the start picture's latent, 0 to 1: a variation. Of a diffusion model, the share " +
                    "of the steps that are taken from there, 0.8 by default.",
            },
            (options, value) => options with { Strength = value });
        Add(
            _noise, "The noise of --strength: of the latent, or codes that are drawn anew.",
            (options, value) => options with { Noise = value });
        Text(
            "--mask", [], "Where the start picture may change: a picture that is white there, alpha, top:1/2, box:left,top,width,height " +
                "in fractions of the sides, or words:the red door. The rest stays as it is.", null,
            (options, value) => options with { Edit = options.Edit with { Mask = value } });
        Add(_feather, (options, value) => options with { Edit = options.Edit with { Feather = value } });
        Text(
            "--extend", [], "Pixels that are added to the start picture's sides and imagined: left:64,right:64.", null,
            (options, value) => options with { Edit = options.Edit with { Extend = value } });
        Add(
            ChoiceOption.FromEnum<Axes>("--tile"), "Directions in which the picture repeats without a seam.",
            (options, value) => options with { Edit = options.Edit with { Tile = value } });
        Add(
            ChoiceOption.FromEnum<Axes>("--mirror"), "Directions in which the picture is its own mirror image.",
            (options, value) => options with { Edit = options.Edit with { Mirror = value } });
        Text(
            "--palette", [], "The colours that the picture is limited to: red,#ffcc00,black, or a picture whose colours are taken.", null,
            (options, value) => options with { Edit = options.Edit with { Palette = value } });
    }
}

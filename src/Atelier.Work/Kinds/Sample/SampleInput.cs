using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Sample;

/// <summary>The options of sampling.</summary>
public sealed record SampleInput : SamplingInput
{
    [Model("prior", "generator", "diffusion"), Description("A prior over codes, a GAN, a diffusion model or an AttnGAN.")]
    public string Model { get; init; } = "prior-glyphs";

    [Range(16, 4096), Description("Width in pixels, larger than the model's own pictures.")]
    public int? Width { get; init; }

    [Range(16, 4096), Description("Height in pixels.")]
    public int? Height { get; init; }
}

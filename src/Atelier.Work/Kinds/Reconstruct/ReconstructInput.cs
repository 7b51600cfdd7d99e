using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Reconstruct;

/// <summary>The options of a reconstruction.</summary>
public sealed record ReconstructInput
{
    [Required, Upload, Description("The picture.")]
    public string? Picture { get; init; }

    [Model("vqgan"), Description("The VQGAN.")]
    public string Model { get; init; } = "vqgan-glyphs";

    [Range(0, 8192), Description("The longer side in pixels, 0 to keep it; by default the model's own.")]
    public int? Size { get; init; }
}

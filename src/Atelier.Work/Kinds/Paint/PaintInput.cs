using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Paint;

/// <summary>The options of painting.</summary>
public sealed record PaintInput
{
    [Required, Upload, Description("The picture to paint.")]
    public string? Picture { get; init; }

    [AllowedValues("oil", "gouache", "knife", "watercolour", "ink", "chalk", "pointillist"), Description("The style.")]
    public string Style { get; init; } = "oil";

    [Range(0, 1_000_000), Description("The largest number of strokes; 0 for no limit.")]
    public int Strokes { get; init; }

    [Range(-6, 2), Description("Finer (1, 2) or coarser (-1, -2, …) than by default.")]
    public int Detail { get; init; }

    [Range(0, 256), Description("The largest number of colours, from 2; 0 for the style's own.")]
    public int Palette { get; init; }

    [Range(0, 1000), Description("Optimisation steps for the strokes of each level.")]
    public int Refine { get; init; }

    [Range(0, 16384), Description("The painting's longer side in pixels; 0 for the picture's own.")]
    public int Size { get; init; }

    [Range(0, 1), Description("Strength of the light on the paint; by default the style's own.")]
    public double? Relief { get; init; }

    [Range(0, 1), Description("Strength of the canvas texture; by default the style's own.")]
    public double? Texture { get; init; }

    [Range(0, uint.MaxValue), Description("The same seed gives the same painting.")]
    public long Seed { get; init; } = 1;

    [Description("Whether to film it, too.")]
    public bool Film { get; init; }

    [Model("painter"), Description("The painter network.")]
    public string Model { get; init; } = "painter";
}

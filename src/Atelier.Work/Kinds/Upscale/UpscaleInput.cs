using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Upscale;

/// <summary>The options of upscaling.</summary>
public sealed record UpscaleInput
{
    [Required, Upload, Description("The picture.")]
    public string? Picture { get; init; }

    [Range(1, 16), Description("The factor by which each side grows.")]
    public double Scale { get; init; } = 4;

    [Range(1, 16384), Description("The exact width in pixels instead of a factor.")]
    public int? Width { get; init; }

    [Range(1, 16384), Description("The exact height in pixels; what does not fit the shape is cropped.")]
    public int? Height { get; init; }

    [Model("srvgg", "rrdb"), Description("The upscaler; by default the best that is installed.")]
    public string? Model { get; init; }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Sample;

/// <summary>The options of completing a picture.</summary>
public sealed record CompleteInput : SamplingInput
{
    [Required, Upload, Description("The picture; its central square is taken.")]
    public string? Picture { get; init; }

    [Description("The part that is kept: top:1/2, bottom:1/2, left:1/2, right:1/2 or box:left,top,width,height.")]
    public string Keep { get; init; } = "top:1/2";

    [Model("prior"), Description("The prior over codes that draws the rest.")]
    public string Model { get; init; } = "prior-glyphs";
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Work.Kinds.Create;

/// <summary>The options of a work. A null means the model's own value.</summary>
public sealed record CreateInput
{
    [Length(1, 64), Description("What the work shall show.")]
    public IReadOnlyList<PromptInput> Prompts { get; init; } = [];

    [Range(1, 32), Description("Pictures that are imagined; the nearest to the words goes on.")]
    public int Ideas { get; init; } = 4;

    [AllowedValues("oil", "gouache", "knife", "watercolour", "ink", "chalk", "pointillist", "none"),
        Description("The style to paint it in, or none.")]
    public string Style { get; init; } = "oil";

    [Description("Whether to film how it is painted.")]
    public bool Film { get; init; }

    [Range(1, 16), Description("The factor to upscale it by; 1 for none.")]
    public double Scale { get; init; } = 4;

    [Model("vqgan"), Description("The generator.")]
    public string Model { get; init; } = "vqgan-glyphs";

    [Model("clip"), Length(1, 8), Description("The CLIP models that guide.")]
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    [Range(1, 1_000_000), Description("Iterations of each idea.")]
    public int? Iterations { get; init; }

    [Range(0, uint.MaxValue - 64L), Description("The seed of the first idea; by default a new one.")]
    public long? Seed { get; init; }
}

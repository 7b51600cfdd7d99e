using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Art.Imagine;

namespace Atelier.Work.Kinds.Grid;

/// <summary>The values of a slot of the prompt, or of an option.</summary>
public sealed record AxisInput
{
    [Required, Description("The name of a slot, or of an option: seed, iterations, cutn.")]
    public string? Name { get; init; }

    [Length(1, 100), Description("Its values.")]
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>The options of a grid. A null means the model's own value.</summary>
public sealed record GridInput
{
    [Required, Description("Words as 'words:weight|more words', with slots: a {wooden|golden} temple in {place}.")]
    public string? Prompt { get; init; }

    [Description("The columns; alternatives in the prompt take the axes that are free.")]
    public AxisInput? X { get; init; }

    [Description("The rows.")]
    public AxisInput? Y { get; init; }

    [Description("Layers, a sheet each.")]
    public AxisInput? Z { get; init; }

    [Model("vqgan"), Description("The generator.")]
    public string Model { get; init; } = "vqgan-glyphs";

    [Model("clip"), Length(1, 8), Description("The CLIP models that guide.")]
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    [Range(16, 2048), Description("Width of each picture in pixels.")]
    public int? Width { get; init; }

    [Range(16, 2048), Description("Height of each picture in pixels.")]
    public int? Height { get; init; }

    [Range(1, 1_000_000), Description("Iterations of each picture.")]
    public int? Iterations { get; init; }

    [Range(0, uint.MaxValue), Description("The seed of all pictures; by default a new one.")]
    public long? Seed { get; init; }

    [Description("What the latents start from.")]
    public StartKind Start { get; init; } = StartKind.Best;

    [Range(1, 1024), Description("Cut-outs per iteration and CLIP.")]
    public int? Cutn { get; init; }

    [Range(1e-6, 100), Description("Learning rate.")]
    public double? LearningRate { get; init; }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Edits;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>Words, or a picture, that guide the optimisation. Words are literal: no character has a meaning.</summary>
public sealed record PromptInput
{
    [Description("The words; every character stands for itself.")]
    public string? Text { get; init; }

    [Upload, Description("An uploaded picture instead of words.")]
    public string? Picture { get; init; }

    [Range(-1e6, 1e6), Description("The weight of its loss; negative pushes away.")]
    public double Weight { get; init; } = 1;

    [Range(-1e6, 1e6), Description("The distance below which it has no gradient.")]
    public double? Stop { get; init; }
}

/// <summary>A change of weights on the way.</summary>
public sealed record SteeringInput
{
    [Range(0, 1_000_000), Description("Iterations that are done before it.")]
    public int Iteration { get; init; }

    [Description("The new weights, by the words of a prompt or the id of its picture.")]
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();
}

/// <summary>The options of a picture from prompts. A null means the model's own value.</summary>
public sealed record ImagineInput
{
    [Length(1, 64), Description("What the picture shall show.")]
    public IReadOnlyList<PromptInput> Prompts { get; init; } = [];

    [Model("vqgan"), Description("The generator.")]
    public string Model { get; init; } = "vqgan-glyphs";

    [Model("clip"), Length(1, 8), Description("The CLIP models that guide.")]
    public IReadOnlyList<string> Clip { get; init; } = ["clip-glyphs"];

    [Range(16, 8192), Description("Width of the finished picture in pixels; by default as it is imagined.")]
    public int? Width { get; init; }

    [Range(16, 8192), Description("Height of the finished picture in pixels.")]
    public int? Height { get; init; }

    [Range(16, 8192), Description("Width at which it is imagined; by default the model's own size in the shape of the finished picture.")]
    public int? ImagineWidth { get; init; }

    [Range(16, 8192), Description("Height at which it is imagined.")]
    public int? ImagineHeight { get; init; }

    [Range(1, 1_000_000), Description("Iterations of the loop.")]
    public int? Iterations { get; init; }

    [Range(0, uint.MaxValue), Description("The same seed gives the same picture on the same kind of machine; by default a new one.")]
    public long? Seed { get; init; }

    [Description("What the latent starts from.")]
    public StartKind Start { get; init; } = StartKind.Best;

    [Upload, Description("A picture to start from.")]
    public string? StartPicture { get; init; }

    [Range(0, 1e6), Description("Weight of the squared distance from the start; it decays with the iterations.")]
    public double StartWeight { get; init; }

    [Range(0, 1), Description("How much noise is added to the start picture's latent, for a variation of it.")]
    public double? Strength { get; init; }

    [Upload, Description("White where the start picture may change, black where it is kept; of any size.")]
    public string? Mask { get; init; }

    [Description("Directions in which the picture repeats without a seam.")]
    public Axes Tile { get; init; }

    [Description("Directions in which the picture is its own mirror image.")]
    public Axes Mirror { get; init; }

    [Range(1, 1000), Description("Number of starts that are compared.")]
    public int Candidates { get; init; } = 10;

    [Description("The optimizer of the latent.")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    [Range(1e-6, 100), Description("Learning rate.")]
    public double? LearningRate { get; init; }

    [Range(1, 1024), Description("Cut-outs per iteration and CLIP.")]
    public int? Cutn { get; init; }

    [Range(0.01, 10), Description("Exponent of the cut-outs' random size.")]
    public double CutPower { get; init; } = 1;

    [Description("How cut-outs are sampled.")]
    public CutMethod CutMethod { get; init; } = CutMethod.Batched;

    [Range(0, 1e6), Description("Weight of the squared distance from the start in every iteration.")]
    public double? Anchor { get; init; }

    [Range(0, 1e6), Description("Weight of the picture's total variation.")]
    public double? TotalVariation { get; init; }

    [Range(0, 1_000_000), Description("Iterations without improvement after which the loop stops; 0 for never.")]
    public int Patience { get; init; }

    [Length(0, 10_000), Description("Changes of the weights on the way: what a picture that was steered is repeated with.")]
    public IReadOnlyList<SteeringInput>? Steering { get; init; }
}

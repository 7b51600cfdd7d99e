using Atelier.Art.Paint;

namespace Atelier.Work.Kinds.Paint;

/// <summary>A painting: the picture, its strokes, and a film if it is asked for.</summary>
public sealed class PaintKind() : JobKind<PaintInput>("paint", "Paints a picture stroke by stroke.")
{
    /// <inheritdoc/>
    protected override bool UsesCache => true;

    /// <inheritdoc/>
    protected override Completed Plan(PaintInput input, int index)
    {
        Options(input).Validate();
        return new(input, [input.Picture], [input.Model]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(PaintInput input, JobRun run)
    {
        var (strokes, outputs) = new PaintingRun(run).Paint(
            run.PathOf(input.Picture!), Options(input), input.Size, input.Film,
            job => job with { Relief = input.Relief, Texture = input.Texture });
        return new(outputs, InputJson.ToElement(input), $"{strokes} strokes");
    }

    private static PaintOptions Options(PaintInput input) => new()
    {
        Style = input.Style, Strokes = input.Strokes, Detail = input.Detail, Palette = input.Palette, Refine = input.Refine,
        Seed = (ulong)input.Seed, Model = input.Model,
    };
}

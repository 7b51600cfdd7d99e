using System.Text.Json;
using Atelier.Art.Paint;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Paint;

/// <summary>A painting: the picture, its strokes, and a film if it is asked for.</summary>
public sealed class PaintKind() : JobKind<PaintInput>("paint", "Paints a picture stroke by stroke.")
{
    /// <inheritdoc/>
    protected override Completed Plan(PaintInput input, int index)
    {
        Options(input).Validate();
        return new(input, [input.Picture], [input.Model]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(PaintInput input, JobRun run)
    {
        var parameters = InputJson.Write(input);
        var job = new PaintJob
        {
            Output = Path.Combine(run.Folder, "painting.png"),
            StrokesFile = Path.Combine(run.Folder, "strokes.json"),
            Film = input.Film ? Path.Combine(run.Folder, "painting.mp4") : null,
            Size = input.Size,
            Relief = input.Relief,
            Texture = input.Texture,
            Record = new Dictionary<string, string> { ["Software"] = "Atelier" },
        };
        job.Validate();
        Painting painting;
        using (NewDisposeScope())
        using (var painter = new StrokePainter(Options(input), run.Device))
        {
            painting = painter.Paint(Picture.Load(run.PathOf(input.Picture!)), new SynchronousProgress<PaintStep>(Report), run.Stopping);
        }

        job.Write(
            painting, new SynchronousProgress<(int Frame, int Frames)>(at => run.Report(new(at.Frame, at.Frames, Message: "filming"))),
            run.Stopping);
        var (width, height) = input.Size > 0 ? painting.SizeWithLongerSide(input.Size) : (painting.Width, painting.Height);
        return new(
            [
                new("picture", "image/png", File.ReadAllBytes(job.Output), width, height),
                new("strokes", "application/json", File.ReadAllBytes(job.StrokesFile)),
                .. job.Film is null ? (JobOutput[])[] : [new("film", "video/mp4", File.ReadAllBytes(job.Film))],
            ],
            JsonDocument.Parse(parameters).RootElement,
            $"{painting.Strokes.Count} strokes");

        void Report(PaintStep step) => run.Report(new(step.Level, step.Levels + 1, Message: $"{step.Strokes} strokes"));
    }

    private static PaintOptions Options(PaintInput input) => new()
    {
        Style = input.Style, Strokes = input.Strokes, Detail = input.Detail, Palette = input.Palette, Refine = input.Refine,
        Seed = (ulong)input.Seed, Model = input.Model,
    };
}

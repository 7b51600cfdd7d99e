using Atelier.Art.Paint;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Paint;

/// <summary>A picture that is painted within a job.</summary>
/// <param name="run">The job.</param>
internal sealed class PaintingRun(JobRun run)
{
    /// <summary>Paints a picture and writes the files.</summary>
    /// <param name="picture">The picture's path.</param>
    /// <param name="options">How it is painted.</param>
    /// <param name="size">The painting's longer side in pixels; 0 for the picture's own.</param>
    /// <param name="film">Whether it is filmed.</param>
    /// <param name="change">Changes what is written.</param>
    /// <returns>The number of strokes, and the files: <c>picture</c>, <c>strokes</c>, <c>film</c>.</returns>
    /// <exception cref="AtelierException">It cannot be painted.</exception>
    public (int Strokes, IReadOnlyList<JobOutput> Outputs) Paint(
        string picture, PaintOptions options, int size, bool film, Func<PaintJob, PaintJob>? change = null)
    {
        var job = new PaintJob
        {
            Output = Path.Combine(run.Folder, "painting.png"),
            StrokesFile = Path.Combine(run.Folder, "strokes.json"),
            Film = film ? Path.Combine(run.Folder, "painting.mp4") : null,
            Size = size,
            Record = new Dictionary<string, string> { ["Software"] = "Atelier" },
        };
        job = change?.Invoke(job) ?? job;
        job.Validate();
        Painting painting;
        using (var painter = new StrokePainter(options, run.Device, run.Cache))
        using (NewDisposeScope())
        {
            painting = painter.Paint(Picture.Load(picture), new SynchronousProgress<PaintStep>(Report), run.Stopping);
        }

        job.Write(
            painting, new SynchronousProgress<(int Frame, int Frames)>(at => run.Report(new(at.Frame, at.Frames, Message: "filming"))),
            run.Stopping);
        var (width, height) = size > 0 ? painting.SizeWithLongerSide(size) : (painting.Width, painting.Height);
        return (painting.Strokes.Count,
        [
            new("picture", "image/png", File.ReadAllBytes(job.Output!), width, height),
            new("strokes", "application/json", File.ReadAllBytes(job.StrokesFile!)),
            .. job.Film is null ? (JobOutput[])[] : [new("film", "video/mp4", File.ReadAllBytes(job.Film))],
        ]);

        void Report(PaintStep step) => run.Report(new(step.Level, step.Levels + 1, Message: $"{step.Strokes} strokes"));
    }
}

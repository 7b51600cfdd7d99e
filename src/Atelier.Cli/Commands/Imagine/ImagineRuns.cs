using Atelier.Art.Imagine;
using Atelier.Cli.Commands.Models;
using Atelier.Cli.Commands.Paint;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Makes the pictures of one or several runs, and what else was ordered.</summary>
internal static class ImagineRuns
{
    /// <summary>Runs them together.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<TextToImagePipeline> pipelines, Report report, Device place, CancellationToken cancel)
    {
        foreach (var note in pipelines.SelectMany(pipeline => pipeline.Notes).Distinct())
        {
            report.Note(note);
        }

        if (pipelines.Any(pipeline => pipeline.Options.UnknownWords is not null))
        {
            report.Note(LargeClips.Hint);
        }

        var exit = 0;
        foreach (var (pipeline, made) in pipelines.Zip(ImagineProgress.Run(pipelines, report, cancel)))
        {
            exit = Math.Max(exit, Tell(pipeline, made, report));
        }

        foreach (var pipeline in exit == 0 ? pipelines : [])
        {
            Follow(pipeline, report, place, cancel);
        }

        return exit;
    }

    private static int Tell(TextToImagePipeline pipeline, BatchResult made, Report report)
    {
        var (run, seed) = (pipeline.Folder, pipeline.Options.Seed);
        switch (made)
        {
            case { Error: OperationCanceledException }:
                report.Note($"Interrupted before the first iteration; 'atelier imagine --resume {run}' restarts it.");
                return Interruption.ExitCode;
            case { Error: AtelierException or DiskFullException }:
                Console.Error.WriteLine(Visible.Of(made.Error is AtelierException error ? Remedy.Describe(error) : made.Error.Message));
                return made.Error is AtelierException ? 2 : 1;
            case { Picture: { } picture } when pipeline.IsStopped:
                report.Result(
                    $"Stopped after {pipeline.IterationsDone} of {pipeline.Iterations} iterations: {picture} is the best so far, and " +
                    $"'atelier imagine --resume {run}' resumes it.",
                    new { picture, run, seed, stopped = true, iterations = pipeline.IterationsDone });
                return Interruption.ExitCode;
            default:
                report.Result($"{made.Picture}  (run {run}, seed {seed})", new { picture = made.Picture, run, seed });
                return 0;
        }
    }

    private static void Follow(TextToImagePipeline pipeline, Report report, Device place, CancellationToken cancel)
    {
        var picture = pipeline.Order.Output ?? pipeline.Picture;
        if (pipeline.Order.Paint is { } style)
        {
            PaintStages.PaintRun(
                picture, pipeline.Folder, new() { Style = style, Seed = pipeline.Options.Seed }, pipeline.Options.Texts(), report, place,
                cancel);
        }

        if (pipeline.Order.Upscale is { } scale)
        {
            UpscaleCommand.Upscale(picture, new() { Scale = scale }, report, place, cancel);
        }
    }
}

using System.Globalization;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Score;
using Atelier.Cli.Commands.Models;
using Atelier.Cli.Commands.Paint;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Makes the pictures of one or several runs, and what else was ordered.</summary>
internal static class ImagineRuns
{
    /// <summary>Runs them together.</summary>
    /// <param name="pipelines">The runs.</param>
    /// <param name="best">What else is made of the best of them alone; null for what each run was ordered.</param>
    /// <param name="report">The output.</param>
    /// <param name="place">The device.</param>
    /// <param name="cancel">Stops them.</param>
    /// <param name="ranking">The CLIP that chooses the best of pictures that were made without one; null where the loop's choose.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<TextToImagePipeline> pipelines, RunOrder? best, Report report, Device place, CancellationToken cancel,
        string? ranking = null)
    {
        foreach (var note in pipelines.SelectMany(pipeline => pipeline.Notes).Distinct())
        {
            report.Note(note);
        }

        if (pipelines.Any(pipeline => pipeline.Options.UnknownWords is not null))
        {
            report.Note(LargeClips.Hint);
        }

        using var enlargement = new Enlargement(place);
        var results = ImagineProgress.Run(pipelines, report, cancel);
        var exit = 0;
        foreach (var (pipeline, made) in pipelines.Zip(results))
        {
            exit = Math.Max(exit, Tell(pipeline, enlargement.Apply(pipeline, made), report));
        }

        if (exit == 0 && best is not null)
        {
            using var distance = ranking is null ? null : PromptDistance.Load(ranking, place);
            var (chosen, loss) = pipelines
                .Zip(results, (run, made) => (Run: run, Loss: distance?.Of(run.Options.Plan, Picture.Load(run.Picture)) ?? made.Loss))
                .MinBy(pair => pair.Loss);
            if (best.Output is not null)
            {
                Picture.Load(Enlargement.Shown(chosen)).Save(best.Output, chosen.Options.Texts());
            }

            var picture = best.Output ?? Enlargement.Shown(chosen);
            report.Result(
                string.Create(CultureInfo.InvariantCulture, $"{picture} is the best (seed {chosen.Options.Seed}, loss {loss:F3})"),
                new { best = picture, run = chosen.Folder, seed = chosen.Options.Seed, loss });
            Follow(picture, chosen, best, report, place, cancel);
        }
        else if (exit == 0)
        {
            foreach (var pipeline in pipelines)
            {
                Follow(pipeline.Order.Output ?? Enlargement.Shown(pipeline), pipeline, pipeline.Order, report, place, cancel);
            }
        }

        return exit;
    }

    private static int Tell(TextToImagePipeline pipeline, BatchResult made, Report report)
    {
        var (run, seed) = (pipeline.Folder, pipeline.Options.Seed);
        switch (made)
        {
            case { Error: OperationCanceledException }:
                var what = pipeline.IsSampled ? "the picture was done" : "the first iteration";
                report.Note($"Interrupted before {what}; 'atelier imagine --resume {run}' restarts it.");
                return Interruption.ExitCode;
            case { Error: { } error }:
                return ExitCode.Report(error);
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

    private static void Follow(
        string picture, TextToImagePipeline pipeline, RunOrder order, Report report, Device place, CancellationToken cancel)
    {
        if (order.Paint is { } style)
        {
            PaintStages.PaintRun(
                picture, pipeline.Folder, new() { Style = style, Seed = pipeline.Options.Seed }, pipeline.Options.Texts(), report, place,
                cancel);
        }

        if (order.Upscale is { } scale)
        {
            UpscaleCommand.Upscale(picture, new() { Scale = scale }, report, place, cancel);
        }
    }
}

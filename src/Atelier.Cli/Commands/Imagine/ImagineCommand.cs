using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Paint;
using Atelier.Cli.Commands.Paint;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Imagine;

/// <summary><c>atelier imagine "a red apple"</c>: makes a picture from prompts.</summary>
internal static class ImagineCommand
{
    public static Command Create()
    {
        var options = new ImagineCommandOptions();
        var output = new Option<string?>("--output", "-o")
        {
            Description = "A second file for the picture, besides the one in its run's folder.",
        };
        var repeat = new Option<string?>("--repeat")
        {
            Description = "Repeat a picture by the options stored in it, a run's folder or its run.json; other options override them.",
        };
        var resume = new Option<string?>("--resume")
        {
            Description = "Resume a run by its folder, or by the name of a folder in --runs; --iterations extends it.",
        };
        var runs = new Option<string>("--runs") { Description = "The folder of runs.", DefaultValueFactory = _ => "runs" };
        var paint = new Option<string?>("--paint")
        {
            Description = $"Then paint it in a style ({string.Join(", ", PaintStyle.All.Select(style => style.Name))}; oil by " +
                "default), and film that: painting.png and painting.mp4 in the run's folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var upscale = UpscaleCommand.AfterOption();
        var command = new Command("imagine", "Make a picture from words.");
        options.AddTo(command);
        foreach (var option in new Option[] { output, repeat, resume, runs, paint, upscale })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancel) =>
        {
            var (report, place) = (parse.Report(), parse.Device());
            var order = new RunOrder(
                parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null,
                parse.GetResult(paint) is null ? null : PaintStyle.FromName(parse.GetValue(paint) ?? "oil").Name,
                UpscaleCommand.After(parse, upscale)?.Scale);
            if (order.Output is not null)
            {
                Picture.RequireWritable(order.Output);
            }

            TextToImagePipeline pipeline;
            if (parse.GetValue(resume) is { } earlier)
            {
                parse.RejectUnused([repeat], "beside --resume");
                var inRuns = Path.Combine(parse.GetValue(runs)!, earlier);
                var folder = !Directory.Exists(earlier) && Directory.Exists(inRuns) ? inRuns : earlier;
                pipeline = TextToImagePipeline.Resume(folder, place, options.IterationsAlone(parse), order);
            }
            else
            {
                var basis = parse.GetValue(repeat) is { } record
                    ? ReadOptions(record)
                    : new() { Seed = (ulong)Random.Shared.NextInt64(1, 1_000_000_000) };
                pipeline = TextToImagePipeline.Begin(options.Apply(parse, basis), parse.GetValue(runs)!, place, order);
            }

            return Task.FromResult(Run(pipeline, report, place, cancel));
        });
        return command.WithComputeOptions();
    }

    private static ImagineOptions ReadOptions(string source)
    {
        CommandRecord.RequireImagine(source);
        return TextToImagePipeline.ReadOptions(source);
    }

    private static int Run(TextToImagePipeline pipeline, Report report, Device place, CancellationToken cancel)
    {
        foreach (var note in pipeline.Notes)
        {
            report.Note(note);
        }

        var (run, seed) = (pipeline.Folder, pipeline.Options.Seed);
        string picture;
        try
        {
            picture = ImagineProgress.Run(pipeline, report, cancel);
        }
        catch (OperationCanceledException)
        {
            report.Note($"Interrupted before the first iteration; 'atelier imagine --resume {run}' restarts it.");
            return Interruption.ExitCode;
        }

        if (pipeline.IsStopped)
        {
            report.Result(
                $"Stopped after {pipeline.IterationsDone} of {pipeline.Iterations} iterations: {picture} is the best so far, and " +
                $"'atelier imagine --resume {run}' resumes it.",
                new { picture, run, seed, stopped = true, iterations = pipeline.IterationsDone });
            return Interruption.ExitCode;
        }

        report.Result($"{picture}  (run {run}, seed {seed})", new { picture, run, seed });
        if (pipeline.Order.Paint is { } style)
        {
            PaintStages.PaintRun(picture, run, new() { Style = style, Seed = seed }, pipeline.Options.Texts(), report, place, cancel);
        }

        if (pipeline.Order.Upscale is { } scale)
        {
            UpscaleCommand.Upscale(picture, new() { Scale = scale }, report, place, cancel);
        }

        return 0;
    }
}

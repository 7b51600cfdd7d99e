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

/// <summary><c>atelier imagine "a red apple"</c>: words to a picture.</summary>
internal static class ImagineCommand
{
    public static Command Create()
    {
        var options = new PictureOptions();
        var output = new Option<string?>("--output", "-o") { Description = "Where the picture goes, besides its run's folder." };
        var repeat = new Option<string?>("--repeat")
        {
            Description = "Make a picture again, from the record in it, a run's folder or its run.json; what else is said is changed.",
        };
        var resume = new Option<string?>("--resume")
        {
            Description = "Go on with a run, by its folder, or the name of one in --runs; --iterations lets it go further.",
        };
        var runs = new Option<string>("--runs") { Description = "Where runs are kept.", DefaultValueFactory = _ => "runs" };
        var paint = new Option<string?>("--paint")
        {
            Description = $"Then paint it, in a style ({string.Join(", ", PaintStyle.All.Select(style => style.Name))}; oil unless " +
                "said), and film that: painting.png and painting.mp4 in the run's folder.",
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
            var said = new RunOrder(
                parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null,
                parse.GetResult(paint) is null ? null : PaintStyle.Named(parse.GetValue(paint) ?? "oil").Name,
                UpscaleCommand.After(parse, upscale)?.Scale);
            if (said.Output is not null)
            {
                Picture.RequireWritable(said.Output);
            }

            Imagination imagination;
            if (parse.GetValue(resume) is { } earlier)
            {
                parse.Refuse([repeat], "beside --resume");
                var inRuns = Path.Combine(parse.GetValue(runs)!, earlier);
                imagination = Imagination.Resume(
                    !Directory.Exists(earlier) && Directory.Exists(inRuns) ? inRuns : earlier, place, options.OnlyIterations(parse), said);
            }
            else
            {
                var basis = parse.GetValue(repeat) is { } record
                    ? Imagination.ParametersOf(record)
                    : new() { Seed = (ulong)Random.Shared.NextInt64(1, 1_000_000_000) };
                imagination = Imagination.Begin(options.Change(parse, basis), parse.GetValue(runs)!, place, said);
            }

            return Task.FromResult(Make(imagination, report, place, cancel));
        });
        return command.Computing();
    }

    private static int Make(Imagination imagination, Report report, Device place, CancellationToken cancel)
    {
        foreach (var note in imagination.Notes)
        {
            report.Note(note);
        }

        var (run, seed) = (imagination.Folder, imagination.Options.Seed);
        string made;
        try
        {
            made = ImagineProgress.Show(imagination, report, cancel);
        }
        catch (OperationCanceledException)
        {
            report.Note($"Interrupted before the first iteration; 'atelier imagine --resume {run}' begins it again.");
            return Interruption.ExitCode;
        }

        if (imagination.IsStopped)
        {
            report.Result(
                $"Stopped after {imagination.IterationsDone} of {imagination.Iterations} iterations: {made} is what there is so far, and " +
                $"'atelier imagine --resume {run}' goes on.",
                new { picture = made, run, seed, stopped = true, iterations = imagination.IterationsDone });
            return Interruption.ExitCode;
        }

        report.Result($"{made}  (run {run}, seed {seed})", new { picture = made, run, seed });
        if (imagination.Order.Paint is { } style)
        {
            PaintCommand.PaintRun(made, run, new() { Style = style, Seed = seed }, imagination.Options.Texts(), report, place, cancel);
        }

        if (imagination.Order.Upscale is { } scale)
        {
            UpscaleCommand.Enlarge(made, new() { Scale = scale }, report, place, cancel);
        }

        return 0;
    }
}

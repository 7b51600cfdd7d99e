using System.CommandLine;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Film;
using Atelier.Art.Paint.Strokes;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Paint;

/// <summary><c>atelier paint</c>: paints a picture stroke by stroke.</summary>
internal static class PaintCommand
{
    private const int DefaultSide = 512; // of a painting without a picture

    public static Command Create()
    {
        var (defaults, film, guided) = (new PaintOptions(), new FilmOptions(), new ClipGuidedPainter());
        var image = new Argument<string?>("image") { Description = "The picture to paint.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The painting; by default painting.png, unless there is another output.",
        };
        var style = new ChoiceOption<string>(
            [.. PaintStyle.All.Select(one => (one.Name, one.Name)).OrderBy(one => one.Item1 != defaults.Style)],
            "--style")
        {
            Description = "The style: oil is thick, gouache flat, knife broad, pointillist dots; watercolour is glazes on white paper, " +
                "ink pen and wash, chalk dry on toned paper.",
        };
        var strokes = new NumericOption<int>(0, 1_000_000, "--strokes")
        {
            Description = "The largest number of strokes; 0 for no limit.", Default = defaults.Strokes,
        };
        var detail = new NumericOption<int>(-6, 2, "--detail")
        {
            Description = "Finer (1, 2) or coarser (-1, -2, …) than by default.", Default = defaults.Detail,
        };
        var workSize = new NumericOption<int>(0, 16384, "--work-size")
        {
            Description = "Longer side in pixels at which strokes are found, from 32, 0 for no limit; they are painted at the picture's.",
            Default = defaults.WorkSize,
        };
        var palette = new NumericOption<int>(0, 256, "--palette")
        {
            Description = "The largest number of colours, from 2, chosen from the picture; 0 for the style's own, 12 of gouache and no " +
                "limit of others.",
            Default = defaults.Palette,
        };
        var brushes = new Option<string?>("--brushes") { Description = "A folder of brush pictures, white on black." };
        var refine = new NumericOption<int>(0, 1000, "--refine")
        {
            Description = "Optimisation steps for the strokes of each level.", Default = defaults.Refine,
        };
        var worth = new NumericOption<double>(0, 1, "--worth")
        {
            Description = "The smallest error reduction per pixel for which a stroke is painted.", Default = defaults.MinimumGain,
        };
        var seed = new NumericOption<long>(0, uint.MaxValue, "--seed")
        {
            Description = "The same seed gives the same painting.", Default = (long)defaults.Seed,
        };
        var model = new Option<string>("--model")
        {
            Description = "The painter network, by name or path.", DefaultValueFactory = _ => defaults.Model,
        };
        var size = new NumericOption<int>(1, 16384, "--size", "-s")
        {
            Description = "The painting's longer side in pixels; by default the picture's own.",
        };
        var relief = new NumericOption<double>(0, 1, "--relief")
        {
            Description = "Strength of the light on the paint's thickness, 0 to 1; by default the style's own; washes have none.",
        };
        var texture = new NumericOption<double>(0, 1, "--texture")
        {
            Description = "Strength of the canvas, or of paper and pigment, 0 to 1; by default the style's own.",
        };
        var filmFile = new Option<string?>("--film")
        {
            Description = "A film of the painting being painted: .mp4, .webm, .gif, .webp, or a folder of frames.",
        };
        var duration = new NumericOption<double>(0.01, 3600, "--duration")
        {
            Description = "Seconds of painting in the film.", Default = film.Duration,
        };
        var pause = new NumericOption<double>(0, 600, "--pause")
        {
            Description = "Seconds at the end that show the finished painting.", Default = film.Pause,
        };
        var rate = new NumericOption<int>(1, 120, "--fps") { Description = "Frames per second.", Default = film.Rate };
        var filmSize = new NumericOption<int>(2, 4096, "--film-size")
        {
            Description = "The film's longer side in pixels; by default the picture's, at most 1080.",
        };
        var cursor = new FlagOption("--cursor") { Description = "Show a paint brush." };
        var strokesFile = new Option<string?>("--save-strokes")
        {
            Description = "Save all strokes to this .json, for --replay at any size.",
        };
        var svg = new Option<string?>("--svg") { Description = "Write the strokes as a vector drawing." };
        var replay = new Option<string?>("--replay") { Description = "Paint the strokes of this file instead of a picture." };
        var towards = new Option<string?>("--towards")
        {
            Description =
                "Text prompts that the strokes are optimised towards; without a picture, from the best drawing that the models know.",
        };
        var clip = new Option<string>("--clip")
        {
            Description = "The CLIP for --towards, by name or path.", DefaultValueFactory = _ => guided.Clip,
        };
        var iterations = new NumericOption<int>(1, 100_000, "--iterations", "-i")
        {
            Description = "Iterations for --towards.", Default = guided.Iterations,
        };
        var hold = new NumericOption<double>(0, 1e6, "--hold")
        {
            Description = "Weight of the distance from the picture's strokes.", Default = guided.Hold,
        };
        var fromChance = new FlagOption("--from-chance") { Description = "With --towards, start from random strokes." };
        var freeAngles = new FlagOption("--free-angles") { Description = "Do not turn strokes along the picture's edges." };
        var upscale = UpscaleCommand.AfterOption();
        var repeat = CommandRecord.Repeat();
        var command = new Command("paint", "Paint a picture stroke by stroke, and film it.")
        {
            image, output, style, strokes, detail, workSize, palette, brushes, refine, worth, seed, model, size, relief, texture, filmFile,
            duration, pause, rate, filmSize, cursor, strokesFile, svg, replay, towards, clip, iterations, hold, fromChance, freeAngles,
            upscale, repeat,
        };
        command.SetAction((parse, cancel) =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            var place = parse.Device();
            if (parse.GetValue(image) is not null ? parse.IsGiven(replay) : !parse.IsGiven(replay) && !parse.IsGiven(towards))
            {
                throw new CommandLineException("Give a picture to paint, or a strokes file with --replay, or words with --towards.");
            }

            var hasOtherOutput = new[] { filmFile, strokesFile, svg }.Any(option => parse.GetValue(option) is not null);
            parse.RejectUnused(
                parse.IsGiven(replay) ? [style, detail, workSize, palette, brushes, refine, worth, model, freeAngles] : [],
                "beside --replay");
            parse.RejectUnused(
                parse.IsGiven(replay) && !parse.IsGiven(towards) ? [strokes, seed, CommonOptions.Precision] : [], "beside --replay");
            parse.RejectUnused(parse.IsGiven(filmFile) ? [] : [duration, pause, rate, filmSize, cursor], "without --film");
            parse.RejectUnused(parse.IsGiven(towards) ? [] : [clip, iterations, hold, fromChance], "without --towards");
            parse.RejectUnused(
                parse.GetValue(fromChance) ? [hold, detail, workSize, palette, refine, worth, model, freeAngles] : [],
                "beside --from-chance");
            parse.RejectUnused(
                parse.GetValue(fromChance) && (parse.IsGiven(image) || parse.IsGiven(replay)) ? [fromChance] : [],
                "where there are strokes to start from");
            parse.RejectUnused(
                hasOtherOutput && !parse.IsGiven(output) && !parse.IsGiven(filmFile) ? [relief, texture] : [],
                "without --output or --film");

            var job = new PaintJob
            {
                Output = parse.GetValue(output) ?? (hasOtherOutput ? null : "painting.png"),
                Size = parse.GetValue(size) ?? 0,
                Relief = parse.GetValue(relief),
                Texture = parse.GetValue(texture),
                Film = parse.GetValue(filmFile),
                FilmOptions = new()
                {
                    Duration = duration.Get(parse),
                    Pause = pause.Get(parse),
                    Rate = rate.Get(parse),
                    LongerSide = parse.GetValue(filmSize) ?? 0,
                    Cursor = parse.GetValue(cursor),
                },
                StrokesFile = parse.GetValue(strokesFile),
                Drawing = parse.GetValue(svg),
            };
            job.Validate();
            var upscaling = UpscaleCommand.After(parse, upscale);
            if (upscaling is not null && job.Output is null)
            {
                throw new CommandLineException("--upscale enlarges the painting: name one with --output.");
            }

            var options = new PaintOptions
            {
                Style = style.Get(parse),
                Strokes = strokes.Get(parse),
                Detail = detail.Get(parse),
                WorkSize = workSize.Get(parse),
                Palette = palette.Get(parse),
                Brushes = parse.GetValue(brushes),
                Refine = refine.Get(parse),
                MinimumGain = worth.Get(parse),
                FollowEdges = !parse.GetValue(freeAngles),
                Seed = (ulong)seed.Get(parse),
                Model = parse.GetValue(model)!,
                Precision = CommonOptions.Precision.Get(parse),
            };
            var guidance = parse.GetValue(towards) is { } prompts
                ? new ClipGuidedPainter
                {
                    Words = prompts,
                    Clip = parse.GetValue(clip)!,
                    Iterations = iterations.Get(parse),
                    Hold = hold.Get(parse),
                    Seed = options.Seed,
                    Strokes = options.Strokes > 0 ? options.Strokes : guided.Strokes,
                }
                : null;
            guidance?.Validate();
            guidance?.Notes().ToList().ForEach(report.Note);
            options.Validate();
            options = guidance is null ? options : options with { Strokes = guidance.Strokes };
            string[] models =
            [
                .. parse.IsGiven(replay) || parse.GetValue(fromChance) ? (string[])[] : [options.Model],
                .. guidance is null ? (string[])[] : [guidance.Clip],
            ];
            job = job with { Record = CommandRecord.Create(parse, models) };
            job.RequireWritable();

            var painting = parse.GetValue(replay) is { } file ? StrokeFile.Read(file)
                : parse.GetValue(image) is { } path
                ? report.Progress(
                    "painting",
                    show => PaintStages.Paint(LimitSize(Picture.Load(path), job.Size), options, place, show, cancel))
                : parse.GetValue(fromChance) ? Blank(options, job.Size)
                : report.Progress(
                    "starting",
                    show => PaintStages.Paint(
                        guidance!.Sketch(job.Size > 0 ? job.Size : DefaultSide, cancel), options, place, show, cancel));
            painting = guidance is null ? painting : report.Progress("optimising", show =>
                guidance.Paint(
                    painting,
                    new SynchronousProgress<(int Step, double Loss)>(
                        at => show($"{at.Step} of {guidance.Iterations}, loss {at.Loss:F3}", (double)at.Step / guidance.Iterations)),
                    cancel));
            PaintStages.Write(painting, job, report, cancel);
            if (upscaling is not null)
            {
                UpscaleCommand.Upscale(job.Output!, upscaling, report, place, cancel);
            }

            return Task.FromResult(0);
        });
        return command.WithComputeOptions();
    }

    // a painting without strokes
    private static Painting Blank(PaintOptions options, int size)
    {
        var style = PaintStyle.FromName(options.Style);
        var side = size > 0 ? size : DefaultSide;
        return new(side, side, style, style.Ground ?? new(226, 218, 204), [], []) { BrushFolder = options.Brushes };
    }

    // a small painting is painted small, not scaled down
    private static Picture LimitSize(Picture picture, int size) =>
        size > 0 && size < Math.Max(picture.Width, picture.Height) ? picture.Resize(size) : picture;
}

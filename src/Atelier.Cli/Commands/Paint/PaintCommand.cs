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

/// <summary><c>atelier paint</c>: a picture becomes a painting, stroke by stroke.</summary>
internal static class PaintCommand
{
    private const int UsualSide = 512; // of what is painted without a picture

    public static Command Create()
    {
        var (usual, film, words) = (new PaintOptions(), new FilmOptions(), new Inspiration());
        var image = new Argument<string?>("image") { Description = "The picture to paint.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The painting; painting.png unless another result is asked for.",
        };
        var style = new Choice<string>(
            [.. PaintStyle.All.Select(one => (one.Name, one.Name)).OrderBy(one => one.Item1 != usual.Style)],
            "--style") { Description = "How it is painted." };
        var strokes = new Number<int>(0, 1_000_000, "--strokes")
        {
            Description = "The most strokes; 0 for as many as help.", Usual = usual.Strokes,
        };
        var detail = new Number<int>(-6, 2, "--detail")
        {
            Description = "Finer (1, 2) or coarser (-1, -2, …) than usual.", Usual = usual.Detail,
        };
        var workSize = new Number<int>(0, 16384, "--work-size")
        {
            Description = "Longer side at which strokes are found, from 32; they are painted at the picture's own. 0 for that.",
            Usual = usual.WorkSize,
        };
        var palette = new Number<int>(0, 256, "--palette")
        {
            Description = "The most colours, from 2, chosen from the picture; 0 for any.", Usual = usual.Palette,
        };
        var brushes = new Option<string?>("--brushes") { Description = "A folder of own brush pictures, white on black." };
        var refine = new Number<int>(0, 1000, "--refine")
        {
            Description = "Steps by which strokes are refined before they are painted.", Usual = usual.Refine,
        };
        var worth = new Number<double>(0, 1, "--worth")
        {
            Description = "How much a stroke must better the likeness to be painted.", Usual = usual.Worth,
        };
        var seed = new Number<long>(0, uint.MaxValue, "--seed") { Description = "Same seed, same painting.", Usual = (long)usual.Seed };
        var model = new Option<string>("--model") { Description = "The painter, by name or path.", DefaultValueFactory = _ => usual.Model };
        var size = new Number<int>(1, 16384, "--size", "-s")
        {
            Description = "The painting's longer side in pixels; the picture's own unless said.",
        };
        var relief = new Number<double>(0, 1, "--relief")
        {
            Description = "How strongly light shows the paint's thickness, 0 to 1; the style's own unless said.",
        };
        var texture = new Number<double>(0, 1, "--texture")
        {
            Description = "How strongly the canvas shows, 0 to 1; the style's own unless said.",
        };
        var filmFile = new Option<string?>("--film")
        {
            Description = "The film of the painting being painted: .mp4, .webm, .gif, .webp, or a folder of frames.",
        };
        var duration = new Number<double>(0.01, 3600, "--duration")
        {
            Description = "Seconds of painting in the film.", Usual = film.Duration,
        };
        var pause = new Number<double>(0, 600, "--pause")
        {
            Description = "Seconds for which the finished work stands.", Usual = film.Pause,
        };
        var rate = new Number<int>(1, 120, "--fps") { Description = "Frames a second.", Usual = film.Rate };
        var filmSize = new Number<int>(2, 4096, "--film-size")
        {
            Description = "The film's longer side in pixels; the picture's, at most 1080, unless said.",
        };
        var cursor = new Flag("--cursor") { Description = "Show a brush painting." };
        var strokesFile = new Option<string?>("--save-strokes")
        {
            Description = "Keep every stroke in this .json, to be painted again at any size.",
        };
        var svg = new Option<string?>("--svg") { Description = "Write the strokes as a vector drawing." };
        var replay = new Option<string?>("--replay") { Description = "Paint this strokes file again instead of a picture." };
        var towards = new Option<string?>("--towards")
        {
            Description =
                "Words that the painting's strokes are changed towards; without a picture, from the drawing nearest them that is known.",
        };
        var clip = new Option<string>("--clip")
        {
            Description = "The CLIP that knows the words, by name or path.", DefaultValueFactory = _ => words.Clip,
        };
        var iterations = new Number<int>(1, 100_000, "--iterations", "-i")
        {
            Description = "Steps towards the words.", Usual = words.Iterations,
        };
        var hold = new Number<double>(0, 1e6, "--hold")
        {
            Description = "How strongly the picture's strokes stay as they are.", Usual = words.Hold,
        };
        var fromChance = new Flag("--from-chance") { Description = "Towards words, begin from strokes of chance." };
        var still = new Flag("--free-angles") { Description = "Strokes do not follow the picture's forms." };
        var upscale = UpscaleCommand.AfterOption();
        var repeat = CommandRecord.Repeat();
        var command = new Command("paint", "Paint a picture stroke by stroke, and film it.")
        {
            image, output, style, strokes, detail, workSize, palette, brushes, refine, worth, seed, model, size, relief, texture, filmFile,
            duration, pause, rate, filmSize, cursor,
            strokesFile, svg, replay, towards, clip, iterations, hold, fromChance, still, upscale, repeat,
        };
        command.SetAction((parse, cancel) =>
        {
            var report = parse.Report();
            parse = CommandRecord.Expand(parse, repeat, report);
            var place = parse.Device();
            if (parse.GetValue(image) is not null ? parse.Has(replay) : !parse.Has(replay) && !parse.Has(towards))
            {
                throw new UserException("Give a picture to paint, or a strokes file with --replay, or words with --towards.");
            }

            var other = new[] { filmFile, strokesFile, svg }.Any(option => parse.GetValue(option) is not null);
            parse.Refuse(parse.Has(replay) ? [style, detail, workSize, palette, brushes, refine, worth, model, still] : [], "beside --replay");
            parse.Refuse(parse.Has(replay) && !parse.Has(towards) ? [strokes, seed, Common.Precision] : [], "beside --replay");
            parse.Refuse(parse.Has(filmFile) ? [] : [duration, pause, rate, filmSize, cursor], "without --film");
            parse.Refuse(parse.Has(towards) ? [] : [clip, iterations, hold, fromChance], "without --towards");
            parse.Refuse(parse.GetValue(fromChance) ? [hold, detail, workSize, palette, refine, worth, model, still] : [], "beside --from-chance");
            parse.Refuse(
                parse.GetValue(fromChance) && (parse.Has(image) || parse.Has(replay)) ? [fromChance] : [],
                "where there are strokes to begin from");
            parse.Refuse(other && !parse.Has(output) && !parse.Has(filmFile) ? [relief, texture] : [], "without --output or --film");

            var job = new PaintJob
            {
                Output = parse.GetValue(output) ?? (other ? null : "painting.png"),
                Size = parse.GetValue(size) ?? 0,
                Relief = parse.GetValue(relief),
                Texture = parse.GetValue(texture),
                Film = parse.GetValue(filmFile),
                FilmOptions = new()
                {
                    Duration = duration.Of(parse),
                    Pause = pause.Of(parse),
                    Rate = rate.Of(parse),
                    Size = parse.GetValue(filmSize) ?? 0,
                    Cursor = parse.GetValue(cursor),
                },
                StrokesFile = parse.GetValue(strokesFile),
                Drawing = parse.GetValue(svg),
            };
            job.Validate();
            var enlarging = UpscaleCommand.After(parse, upscale);
            if (enlarging is not null && job.Output is null)
            {
                throw new UserException("--upscale enlarges the painting: name one with --output.");
            }

            var options = new PaintOptions
            {
                Style = style.Of(parse),
                Strokes = strokes.Of(parse),
                Detail = detail.Of(parse),
                WorkSize = workSize.Of(parse),
                Palette = palette.Of(parse),
                Brushes = parse.GetValue(brushes),
                Refine = refine.Of(parse),
                Worth = worth.Of(parse),
                FollowForms = !parse.GetValue(still),
                Seed = (ulong)seed.Of(parse),
                Model = parse.GetValue(model)!,
                Precision = Common.Precision.Of(parse),
            };
            var inspiration = parse.GetValue(towards) is { } said
                ? new Inspiration
                {
                    Words = said,
                    Clip = parse.GetValue(clip)!,
                    Iterations = iterations.Of(parse),
                    Hold = hold.Of(parse),
                    Seed = options.Seed,
                    Strokes = options.Strokes > 0 ? options.Strokes : words.Strokes,
                }
                : null;
            inspiration?.Validate();
            inspiration?.Remarks().ToList().ForEach(report.Note);
            options.Validate();
            options = inspiration is null ? options : options with { Strokes = inspiration.Strokes };
            string[] models =
            [
                .. parse.Has(replay) || parse.GetValue(fromChance) ? (string[])[] : [options.Model],
                .. inspiration is null ? (string[])[] : [inspiration.Clip],
            ];
            job = job with { Record = CommandRecord.Of(parse, models) };
            job.RequireWritable();

            var painting = parse.GetValue(replay) is { } file ? StrokeFile.Read(file)
                : parse.GetValue(image) is { } path
                ? report.Progress("painting", show => Paint(AtMost(Picture.Load(path), job.Size), options, place, show, cancel))
                : parse.GetValue(fromChance) ? Blank(options, job.Size)
                : report.Progress(
                    "beginning",
                    show => Paint(inspiration!.Sketch(job.Size > 0 ? job.Size : UsualSide, cancel), options, place, show, cancel));
            painting = inspiration is null ? painting : report.Progress("changing", show =>
                inspiration.Change(
                    painting,
                    new SynchronousProgress<(int Step, double Loss)>(
                        at => show($"{at.Step} of {inspiration.Iterations}, loss {at.Loss:F3}", (double)at.Step / inspiration.Iterations)),
                    cancel));
            Write(painting, job, report, cancel);
            if (enlarging is not null)
            {
                UpscaleCommand.Enlarge(job.Output!, enlarging, report, place, cancel);
            }

            return Task.FromResult(0);
        });
        return command.Computing();
    }

    /// <summary>Paints a run's picture: painting.png, painting.mp4 and strokes.json in its folder, at least 512 pixels large.</summary>
    public static void PaintRun(
        string picture,
        string folder,
        PaintOptions options,
        IReadOnlyDictionary<string, string> record,
        Report report,
        Device place,
        CancellationToken cancel)
    {
        var job = new PaintJob
        {
            Record = record,
            Output = Path.Combine(folder, "painting.png"),
            Film = Path.Combine(folder, "painting.mp4"),
            StrokesFile = Path.Combine(folder, "strokes.json"),
            Size = 512,
            FilmOptions = new() { Size = 512 },
        };
        Write(
            report.Progress("painting", show => Paint(Picture.Load(picture), options with { Detail = 1 }, place, show, cancel)),
            job,
            report,
            cancel); // small pictures bear finer strokes
    }

    private static Painting Paint(
        Picture picture, PaintOptions options, Device place, Action<string, double> show, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var artist = new Artist(options, place);
        return artist.Paint(
            picture,
            new SynchronousProgress<PaintStep>(step => show($"{step.Strokes} strokes", (step.Level + 1.0) / (step.Levels + 1))),
            cancel);
    }

    // a canvas that nothing is painted on yet
    private static Painting Blank(PaintOptions options, int size)
    {
        var style = PaintStyle.Named(options.Style);
        var side = size > 0 ? size : UsualSide;
        return new(side, side, style, style.Ground ?? new(226, 218, 204), [], []) { BrushFolder = options.Brushes };
    }

    // a small painting of a large picture is painted small, not painted large and reduced
    private static Picture AtMost(Picture picture, int size) =>
        size > 0 && size < Math.Max(picture.Width, picture.Height) ? picture.Resize(size) : picture;

    private static void Write(Painting painting, PaintJob job, Report report, CancellationToken cancel)
    {
        report.Progress("writing", show =>
        {
            job.Write(painting, new SynchronousProgress<(int Frame, int Frames)>(at => show("film", (double)at.Frame / at.Frames)), cancel);
            return 0;
        });
        string[] colours = [.. painting.Palette.Select(colour => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}")];
        string[] files = [.. new[] { job.Output, job.StrokesFile, job.Drawing, job.Film }.OfType<string>()];
        report.Result(
            $"{string.Join(", ", files)}  ({painting.Strokes.Count} strokes)" +
                (colours.Length > 0 ? $"\npalette {string.Join(' ', colours)}" : ""),
            new { files, strokes = painting.Strokes.Count, style = painting.Style.Name, palette = colours });
    }
}

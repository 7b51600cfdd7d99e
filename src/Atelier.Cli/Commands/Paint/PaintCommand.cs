using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Atelier.Art.Imagine;
using Atelier.Art.Paint;
using Atelier.Media;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier paint</c>: a picture becomes a painting, stroke by stroke.</summary>
internal static class PaintCommand
{
    private const int UsualSide = 512; // of what is painted without a picture

    public static Command Create()
    {
        var usual = new PaintOptions();
        var film = new FilmOptions();
        var image = new Argument<string?>("image") { Description = "The picture to paint.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o") { Description = "The painting; painting.png unless another result is asked for." };
        var style = new Option<string>("--style") { Description = $"One of {string.Join(", ", PaintStyle.All.Select(one => one.Name))}.", DefaultValueFactory = _ => usual.Style };
        var strokes = new Option<int>("--strokes") { Description = "The most strokes; 0 for as many as help." };
        var detail = new Option<int>("--detail") { Description = "Finer (1, 2) or coarser (-1, -2, …) than usual." };
        var palette = new Option<int>("--palette") { Description = "The most colours, chosen from the picture; 0 for any." };
        var brushes = new Option<string?>("--brushes") { Description = "A folder of own brush pictures, white on black." };
        var refine = new Option<int>("--refine") { Description = "Steps by which strokes are refined before they are painted." };
        var worth = new Option<double>("--worth") { Description = "How much a stroke must better the likeness to be painted.", DefaultValueFactory = _ => usual.Worth };
        var seed = new Option<ulong>("--seed") { Description = "Same seed, same painting.", DefaultValueFactory = _ => usual.Seed };
        var model = new Option<string>("--model") { Description = "The painter, by name or path.", DefaultValueFactory = _ => usual.Model };
        var size = new Option<int>("--size", "-s") { Description = "The painting's longer side in pixels; the picture's own unless said." };
        var relief = new Option<double?>("--relief") { Description = "How strongly light shows the paint's thickness, 0 to 1." };
        var texture = new Option<double?>("--texture") { Description = "How strongly the canvas shows, 0 to 1." };
        var filmFile = new Option<string?>("--film") { Description = "The film of the painting being painted: .mp4, .webm, .gif, .webp, or a folder of frames." };
        var duration = new Option<double>("--duration") { Description = "Seconds of painting in the film.", DefaultValueFactory = _ => film.Duration };
        var pause = new Option<double>("--pause") { Description = "Seconds for which the finished work stands.", DefaultValueFactory = _ => film.Pause };
        var rate = new Option<int>("--fps") { Description = "Frames a second.", DefaultValueFactory = _ => film.Rate };
        var filmSize = new Option<int>("--film-size") { Description = "The film's longer side in pixels." };
        var cursor = new Option<bool>("--cursor") { Description = "Show a brush painting." };
        var strokesFile = new Option<string?>("--save-strokes") { Description = "Keep every stroke in this .json, to be painted again at any size." };
        var svg = new Option<string?>("--svg") { Description = "Write the strokes as a vector drawing." };
        var replay = new Option<string?>("--replay") { Description = "Paint this strokes file again instead of a picture." };
        var towards = new Option<string?>("--towards") { Description = "Words that the painting's strokes are changed towards; without a picture, from the drawing nearest them that is known." };
        var clip = new Option<string>("--clip") { Description = "The CLIP that knows the words, by name or path.", DefaultValueFactory = _ => new Inspiration().Clip };
        var iterations = new Option<int>("--iterations", "-i") { Description = "Steps towards the words.", DefaultValueFactory = _ => new Inspiration().Iterations };
        var hold = new Option<double>("--hold") { Description = "How strongly the picture's strokes stay as they are.", DefaultValueFactory = _ => new Inspiration().Hold };
        var fromChance = new Option<bool>("--from-chance") { Description = "Towards words, begin from strokes of chance." };
        var still = new Option<bool>("--free-angles") { Description = "Strokes do not follow the picture's forms." };
        var precision = new Option<Precision>("--precision") { Description = "Arithmetic of the painter." };
        var upscale = UpscaleCommand.AfterOption();
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        var command = new Command("paint", "Paint a picture stroke by stroke, and film it.")
        {
            image, output, style, strokes, detail, palette, brushes, refine, worth, seed, model, size, relief, texture, filmFile, duration, pause, rate, filmSize, cursor, strokesFile, svg, replay, towards, clip, iterations, hold, fromChance, still, precision, upscale, json,
        };
        command.SetAction((parse, cancel) =>
        {
            var other = new[] { filmFile, strokesFile, svg }.Any(option => parse.GetValue(option) is not null);
            var job = new PaintJob
            {
                Output = parse.GetValue(output) ?? (other ? null : "painting.png"),
                Size = parse.GetValue(size),
                Relief = parse.GetValue(relief),
                Texture = parse.GetValue(texture),
                Film = parse.GetValue(filmFile),
                FilmOptions = new() { Duration = parse.GetValue(duration), Pause = parse.GetValue(pause), Rate = parse.GetValue(rate), Size = parse.GetValue(filmSize), Cursor = parse.GetValue(cursor) },
                StrokesFile = parse.GetValue(strokesFile),
                Drawing = parse.GetValue(svg),
            };
            job.Validate();
            var enlarging = UpscaleCommand.After(parse, upscale);
            if (enlarging is not null && job.Output is null)
            {
                throw new UserException("--upscale enlarges the painting: name one with --output.");
            }

            if (parse.GetValue(image) is not null ? parse.GetValue(replay) is not null : parse.GetValue(replay) is null && parse.GetValue(towards) is null)
            {
                throw new UserException("Give a picture to paint, or a strokes file with --replay, or words with --towards.");
            }

            var options = new PaintOptions
            {
                Style = parse.GetValue(style)!,
                Strokes = parse.GetValue(strokes),
                Detail = parse.GetValue(detail),
                Palette = parse.GetValue(palette),
                Brushes = parse.GetValue(brushes),
                Refine = parse.GetValue(refine),
                Worth = parse.GetValue(worth),
                FollowForms = !parse.GetValue(still),
                Seed = parse.GetValue(seed),
                Model = parse.GetValue(model)!,
                Precision = parse.GetValue(precision),
            };
            var inspiration = parse.GetValue(towards) is { } words
                ? new Inspiration { Words = words, Clip = parse.GetValue(clip)!, Iterations = parse.GetValue(iterations), Hold = parse.GetValue(hold), Seed = options.Seed, Strokes = options.Strokes > 0 ? options.Strokes : new Inspiration().Strokes }
                : null;
            inspiration?.Validate();
            options.Validate();
            options = inspiration is null ? options : options with { Strokes = inspiration.Strokes };
            var painting = parse.GetValue(replay) is { } file ? StrokeFile.Read(file)
                : parse.GetValue(image) is { } path ? PaintProgress.Show("painting", show => Paint(AtMost(Picture.Load(path), job.Size), options, show, cancel))
                : parse.GetValue(fromChance) ? Blank(options, job.Size)
                : PaintProgress.Show("beginning", show => Paint(inspiration!.Sketch(job.Size > 0 ? job.Size : UsualSide), options, show, cancel));
            painting = inspiration is null ? painting : PaintProgress.Show("changing", show =>
                inspiration.Change(painting, new Immediate<(int Step, double Loss)>(at => show($"{at.Step} of {inspiration.Iterations}, loss {at.Loss:F3}", (double)at.Step / inspiration.Iterations)), cancel));
            Write(painting, job, parse.GetValue(json), cancel);
            if (enlarging is not null)
            {
                UpscaleCommand.Enlarge(job.Output!, enlarging, parse.GetValue(json), CPU, cancel);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Painting Paint(Picture picture, PaintOptions options, Action<string, double> show, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var artist = new Artist(options);
        return artist.Paint(picture, new Immediate<PaintStep>(step => show($"{step.Strokes} strokes", (step.Level + 1.0) / (step.Levels + 1))), cancel);
    }

    // a canvas that nothing is painted on yet
    private static Painting Blank(PaintOptions options, int size)
    {
        options.Validate();
        var style = PaintStyle.Named(options.Style);
        var side = size > 0 ? size : UsualSide;
        return new(side, side, style, style.Ground ?? new(226, 218, 204), [], []) { BrushFolder = options.Brushes };
    }

    /// <summary>Paints a run's picture: painting.png, painting.mp4 and strokes.json in its folder, at least 512 pixels large.</summary>
    public static void PaintRun(string picture, string folder, PaintOptions options, bool asJson, CancellationToken cancel)
    {
        var job = new PaintJob { Output = Path.Combine(folder, "painting.png"), Film = Path.Combine(folder, "painting.mp4"), StrokesFile = Path.Combine(folder, "strokes.json"), Size = 512, FilmOptions = new() { Size = 512 } };
        Write(PaintProgress.Show("painting", show => Paint(Picture.Load(picture), options with { Detail = 1 }, show, cancel)), job, asJson, cancel); // small pictures bear finer strokes
    }

    // a small painting of a large picture is painted small, not painted large and reduced
    private static Picture AtMost(Picture picture, int size) => size > 0 && size < Math.Max(picture.Width, picture.Height) ? picture.Resize(size) : picture;

    private static void Write(Painting painting, PaintJob job, bool asJson, CancellationToken cancel)
    {
        PaintProgress.Show("writing", show =>
        {
            job.Write(painting, new Immediate<(int Frame, int Frames)>(at => show($"frame {at.Frame} of {at.Frames}", (double)at.Frame / at.Frames)), cancel);
            return 0;
        });
        Report(painting, job, asJson);
    }

    private static void Report(Painting painting, PaintJob job, bool asJson)
    {
        var colours = painting.Palette.Select(colour => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}").ToList();
        string[] files = [.. new[] { job.Output, job.StrokesFile, job.Drawing, job.Film }.OfType<string>()];
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { files, strokes = painting.Strokes.Count, style = painting.Style.Name, palette = colours }));
            return;
        }

        Console.WriteLine($"{string.Join(", ", files)}  ({painting.Strokes.Count} strokes)");
        if (colours.Count > 0)
        {
            var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
            terminal.MarkupLine("palette " + string.Join(' ', colours.Select(colour => $"[on {colour}]  [/] {colour}"))); // swatches, where the terminal has colours
        }
    }
}

using System.CommandLine;
using System.Globalization;
using Atelier.Art.Paint;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Perceptual;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench paint</c>: measures speed and quality of painting.</summary>
internal static class PaintBenchCommand
{
    private const int LeastSide = 32; // of which a ResNet makes one

    public static Command Create()
    {
        var pictures = new Argument<string[]>("pictures")
        {
            Description = "Pictures to paint; without any, the time is measured.", Arity = ArgumentArity.ZeroOrMore,
        };
        var model = new Option<string>("--model")
        {
            Description = "The painter network, by name or path.", DefaultValueFactory = _ => new PaintOptions().Model,
        };
        var size = new NumericOption<int>(32, 4096, "--size", "-s") { Description = "Longer side of the pictures.", Default = 512 };
        var critic = new Option<string>("--critic")
        {
            Description = "Perceptual distance of paintings and pictures: a CLIP with a ResNet, or LPIPS.",
            DefaultValueFactory = _ => "clip-glyphs",
        };
        var sheet = new Option<string?>("--sheet") { Description = "A contact sheet of the paintings." };
        var styles = new Option<bool>("--styles") { Description = "Paint each picture in every style, and time that, instead." };
        var command = new Command("paint", "Time painting, or compare paintings with random strokes.")
        {
            pictures, model, size, critic, sheet, styles,
        };
        command.SetAction(parse =>
        {
            parse.RejectUnused(parse.IsGiven(pictures) ? [] : [critic, sheet, styles], "without pictures");
            parse.RejectUnused(parse.GetValue(styles) ? [critic] : [], "beside --styles");
            if (parse.GetValue(sheet) is { } place)
            {
                Picture.RequireWritable(place);
            }

            var options = new PaintOptions { Model = parse.GetValue(model)!, Precision = CommonOptions.Precision.Get(parse) };
            if (parse.GetValue(styles))
            {
                var subjects = parse.GetValue(pictures)!.Select(path => Load(path, size.Get(parse))).ToList();
                PaintStylesBench.Run(parse.Report(), subjects, options, parse.Device(), parse.GetValue(sheet));
                return;
            }

            using var painter = new StrokePainter(options, parse.Device());
            if (parse.GetValue(pictures) is { Length: > 0 } paths)
            {
                using var metric = PictureDistanceFile.Load(ModelHub.Find(parse.GetValue(critic)!));
                Compare(parse.Report(), paths, size.Get(parse), painter, options, metric, parse.GetValue(sheet));
            }
            else
            {
                Time(parse.Report(), size.Get(parse), painter);
            }
        });
        return command.WithComputeOptions();
    }

    private static void Time(Report report, int size, StrokePainter painter)
    {
        painter.Paint(Picture.Blank(64, 64, Colour.White)); // warm up: loading does not count
        var timing = PaintBench.Time(size, painter, film: true);
        report.Result(
            $"{size} × {size}: {timing.Strokes} strokes in {timing.Paint:F2} s ({timing.PaintCpu:F2} s of processor time); film of 300 " +
            $"frames {timing.Film:F2} s more; peak {timing.PeakMegabytes:F0} MiB",
            timing);
    }

    private static void Compare(
        Report report, string[] paths, int size, StrokePainter painter, PaintOptions options, PictureDistance metric, string? sheet)
    {
        var pictures = paths.Select(path => (Name: Path.GetFileNameWithoutExtension(path), Picture: Load(path, size))).ToList();
        report.Note("difference, SSIM and perceptual distance: painter, greedy random strokes, random strokes");
        var results = new List<PaintComparison>();
        var painted = new List<Picture>();
        foreach (var (name, picture) in pictures)
        {
            var comparison = PaintBench.Compare(name, picture, painter, options, metric, out var painting);
            results.Add(comparison);
            painted.Add(painting.Style.Finish().Apply(painting.Render(picture.Width, picture.Height)));
            report.Result(Line(comparison.Name, comparison.Strokes, [comparison]), comparison);
        }

        if (!report.IsJson)
        {
            Console.WriteLine(Line("mean", (int)results.Average(one => one.Strokes), results));
        }

        if (sheet is not null)
        {
            Sheet(painted).Save(sheet);
        }
    }

    // with the longer side
    private static Picture Load(string path, int size)
    {
        var whole = Picture.Load(path).Flatten(Colour.White);
        var scale = (double)size / Math.Max(whole.Width, whole.Height);
        var (width, height) = ((int)(whole.Width * scale), (int)(whole.Height * scale));
        return Math.Min(width, height) >= LeastSide ? whole.Resize(width, height) : throw new CommandLineException(
            $"'{path}' is {width} × {height} pixels at --size {size}; both sides must be at least {LeastSide} to compare features.");
    }

    private static string Line(string name, int strokes, IReadOnlyList<PaintComparison> comparisons)
    {
        string Three(Func<PaintScore, double> figure, string format) =>
            string.Join(' ', new Func<PaintComparison, PaintScore>[] { one => one.Painter, one => one.Greedy, one => one.Random }
                .Select(way => comparisons.Average(one => figure(way(one))).ToString(format, CultureInfo.InvariantCulture)));
        return $"{name,-40} {strokes,5} strokes  {Three(score => score.Fidelity.Difference, "F4")}  " +
            $"{Three(score => score.Fidelity.Similarity, "F3")}  {Three(score => score.Distance, "F4")}";
    }

    // rows of equal height, each with as many paintings as fit
    private static Picture Sheet(List<Picture> paintings)
    {
        const int Width = 1240, Row = 270, Gap = 10;
        var places = new List<(Picture Picture, int Left, int Top)>();
        var (left, top) = (Gap, Gap);
        foreach (var picture in paintings.Select(
            painting => painting.Resize(Math.Min(Width - (2 * Gap), painting.Width * Row / painting.Height), Row)))
        {
            (left, top) = left + picture.Width + Gap > Width ? (Gap, top + Row + Gap) : (left, top);
            places.Add((picture, left, top));
            left += picture.Width + Gap;
        }

        var sheet = Picture.Blank(Width, top + Row + Gap, new(246, 244, 240));
        places.ForEach(place => sheet.Paste(place.Picture, place.Left, place.Top));
        return sheet;
    }
}

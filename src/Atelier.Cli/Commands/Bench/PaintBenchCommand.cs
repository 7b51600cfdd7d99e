using System.CommandLine;
using System.Globalization;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Rendering;
using Atelier.Cli.Options;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Perceptual;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench paint</c>: how fast painting is here, and how near paintings come to their pictures.</summary>
internal static class PaintBenchCommand
{
    public static Command Create()
    {
        var pictures = new Argument<string[]>("pictures")
        {
            Description = "Pictures to paint; without any, the time is measured.", Arity = ArgumentArity.ZeroOrMore,
        };
        var model = new Option<string>("--model")
        {
            Description = "The painter, by name or path.", DefaultValueFactory = _ => new PaintOptions().Model,
        };
        var size = new Number<int>(32, 4096, "--size", "-s") { Description = "Longer side of the pictures.", Usual = 512 };
        var critic = new Option<string>("--critic")
        {
            Description = "What paintings and pictures are compared by: a CLIP with a ResNet, or LPIPS.",
            DefaultValueFactory = _ => "clip-glyphs",
        };
        var sheet = new Option<string?>("--sheet") { Description = "A sheet of all paintings." };
        var command = new Command("paint", "Paint: how fast, and how near the pictures, against strokes of chance.")
        {
            pictures, model, size, critic, sheet,
        };
        command.SetAction(parse =>
        {
            parse.Refuse(parse.Has(pictures) ? [] : [critic, sheet], "without pictures");
            if (parse.GetValue(sheet) is { } place)
            {
                Picture.RequireWritable(place);
            }

            var options = new PaintOptions { Model = parse.GetValue(model)!, Precision = Common.Precision.Of(parse) };
            using var artist = new Artist(options, parse.Device());
            if (parse.GetValue(pictures) is { Length: > 0 } paths)
            {
                using var looking = Distance(ModelHub.Find(parse.GetValue(critic)!));
                Compare(paths, size.Of(parse), artist, options, looking, parse.GetValue(sheet));
            }
            else
            {
                Time(size.Of(parse), artist);
            }
        });
        return command.Computing();
    }

    private static void Time(int size, Artist artist)
    {
        artist.Paint(Picture.Blank(64, 64, Colour.White)); // what is loaded once is not the painting's
        var timing = PaintBench.Time(size, artist, film: true);
        Console.WriteLine(
            $"{size} × {size}: {timing.Strokes} strokes in {timing.Paint:F2} s ({timing.PaintCpu:F2} s of processor time); film of 300 " +
            $"frames {timing.Film:F2} s more; peak {timing.PeakMegabytes:F0} MB");
    }

    private static PictureDistance Distance(ModelFiles files) =>
        LpipsFile.Recognises(files.Open()) ? LpipsFile.Load(files) : new ClipDistance(ClipFile.Load(files));

    private static void Compare(string[] paths, int size, Artist artist, PaintOptions options, PictureDistance critic, string? sheet)
    {
        var wholes = paths.Select(path => (Name: Path.GetFileNameWithoutExtension(path), Picture: Picture.Load(path).Over(Colour.White)))
            .ToList();
        Console.WriteLine("difference, SSIM and distance by the critic: of the painter, of greedy strokes of chance, of mere chance");
        var results = new List<PaintComparison>();
        var painted = new List<Picture>();
        foreach (var (name, whole) in wholes)
        {
            var scale = (double)size / Math.Max(whole.Width, whole.Height);
            var picture = whole.Resize(Math.Max(1, (int)(whole.Width * scale)), Math.Max(1, (int)(whole.Height * scale)));
            var one = PaintBench.Compare(name, picture, artist, options, critic, out var painting);
            results.Add(one);
            painted.Add(new Finish(painting.Style.Relief, painting.Style.Texture, painting.Style.Paper)
                .Apply(painting.Render(picture.Width, picture.Height)));
            Line(one.Name, one.Strokes, [one]);
        }

        Line("mean", (int)results.Average(one => one.Strokes), results);
        if (sheet is not null)
        {
            Sheet(painted).Save(sheet);
        }
    }

    private static void Line(string name, int strokes, IReadOnlyList<PaintComparison> of)
    {
        string Three(Func<PaintScore, double> figure, string format) =>
            string.Join(' ', new Func<PaintComparison, PaintScore>[] { one => one.Painter, one => one.Greedy, one => one.Chance }
                .Select(way => of.Average(one => figure(way(one))).ToString(format, CultureInfo.InvariantCulture)));
        Console.WriteLine(
            $"{name,-40} {strokes,5} strokes  {Three(score => score.Likeness.Difference, "F4")}  " +
            $"{Three(score => score.Likeness.Similarity, "F3")}  {Three(score => score.Distance, "F4")}");
    }

    // rows of one height, as many paintings in each as fit
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

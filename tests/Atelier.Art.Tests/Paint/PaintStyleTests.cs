using Atelier.Art.Paint;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Tests.Paint;

/// <summary>What makes each style what it is, on paintings of one scene.</summary>
public sealed class PaintStyleTests(PaintedScenes scenes) : IClassFixture<PaintedScenes>
{
    [Theory]
    [InlineData("watercolour")]
    [InlineData("ink")]
    public void PaintOnPaper_IsNowhereLighterThanThePaper_AndLeavesSomeBare(string style)
    {
        var (paper, picture) = (PaintStyle.FromName(style).Ground!.Value, scenes.Finished(style));

        Assert.All(Pixels(picture), pixel => Assert.True(
            pixel.Red <= paper.Red && pixel.Green <= paper.Green && pixel.Blue <= paper.Blue, $"{pixel} is lighter than {paper}"));
        Assert.InRange(Share(picture, pixel => paper.Green - pixel.Green < 24), style == "ink" ? 0.4 : 0.08, 0.9); // the margin is a tenth
    }

    [Fact]
    public void AWash_DriesDarkerAtItsEdgesThanInItsMiddle()
    {
        var style = PaintStyle.FromName("watercolour");
        var stroke = new Stroke(0.5f, 0.5f, 0.7f, 0.5f, 0, 0.5f, 0.6f, 0.8f, 2, 1);
        var painting = new Painting(256, 256, style, style.Ground!.Value, [stroke], []);

        var picture = style.Finish(texture: 0).Apply(painting.Render(256, 256));

        double Darkest(int y) => Enumerable.Range(y - 12, 24).Min(
            row => Enumerable.Range(96, 64).Average(x => (double)picture.Pixels[((row * 256) + x) * 3]));
        var middle = Enumerable.Range(112, 32).Average(
            row => Enumerable.Range(96, 64).Average(x => (double)picture.Pixels[((row * 256) + x) * 3]));
        Assert.True(Darkest(128 - 54) < middle - 8, $"upper edge {Darkest(128 - 54):F0}, middle {middle:F0}");
        Assert.True(Darkest(128 + 54) < middle - 8, $"lower edge {Darkest(128 + 54):F0}, middle {middle:F0}");
    }

    [Fact]
    public void Ink_IsLinesOnPaper_NeitherEmptyNorBlack()
    {
        var painting = scenes.Painting("ink");
        var pen = painting.Strokes.Where(stroke => stroke.Mark % PaintStyle.MarkCount >= 2).ToList();

        Assert.InRange(Share(scenes.Finished("ink"), pixel => pixel.Green < 110), 0.03, 0.3);
        Assert.True(pen.Count > 200, $"{pen.Count} pulls of the pen");
        Assert.All(pen, pull => Assert.InRange(pull.Thickness, 0, 0.006));
        Assert.Contains(painting.Strokes, stroke => stroke.Mark % PaintStyle.MarkCount < 2);
    }

    [Fact]
    public void Chalk_LetsTheGroundThrough_WhereOilDoesNot()
    {
        double Ground(string style)
        {
            var (painting, bare) = (scenes.Painting(style), scenes.Painting(style).Ground);
            return Share(
                painting.Render(256, 192).ToPicture().Crop(40, 40, 176, 112),
                pixel => Math.Abs(pixel.Red - bare.Red) + Math.Abs(pixel.Green - bare.Green) + Math.Abs(pixel.Blue - bare.Blue) < 30);
        }

        Assert.InRange(Ground("chalk"), 0.06, 0.6);
        Assert.True(Ground("oil") < 0.02, $"oil {Ground("oil"):F3}");
    }

    [Fact]
    public void Gouache_HasFewColours_AndPointillismNoStrokesButDabs()
    {
        var colours = scenes.Painting("gouache").Strokes.Select(stroke => (stroke.Red, stroke.Green, stroke.Blue)).Distinct();
        Assert.InRange(colours.Count(), 4, 12);
        Assert.All(scenes.Painting("pointillist").Strokes, dab => Assert.Equal(dab.Length, dab.Thickness));
    }

    [Theory]
    [InlineData("watercolour")]
    [InlineData("ink")]
    [InlineData("chalk")]
    public void Replay_AtTwiceTheSize_LooksTheSame(string style)
    {
        var painting = scenes.Painting(style);
        Picture Render(int width, int height) => painting.Style.Finish().Apply(painting.Render(width, height));

        var fidelity = PaintingFidelity.Measure(Render(1024, 768).Resize(512, 384).Resize(128, 96), Render(512, 384).Resize(128, 96));

        Assert.True(fidelity.Difference < 0.02 && fidelity.Similarity > 0.97, $"{fidelity}");
    }

    [Theory]
    [InlineData("watercolour")]
    [InlineData("ink")]
    public void TheFile_KeepsThePainting(string style)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("atelier-style").FullName, "strokes.json");
        var painting = scenes.Painting(style);

        StrokeFile.Write(file, painting);
        var read = StrokeFile.Read(file);

        Assert.Equal(painting.Style.Medium, read.Style.Medium);
        var difference = PaintingFidelity.Measure(read.Render(128, 96).ToPicture(), painting.Render(128, 96).ToPicture()).Difference;
        Assert.True(difference < 0.002, $"{difference}");
    }

    [Fact]
    public void Ink_WithFewStrokes_KeepsToTheirNumber()
    {
        using var random = new Generator(4);
        using var painter = new StrokePainter(new() { Style = "ink", Strokes = 40 }, new RandomProposer(random));

        Assert.InRange(painter.Paint(PaintedScenes.Scene(256, 192)).Strokes.Count, 20, 40);
    }

    [Theory]
    [InlineData("watercolour", 1, 1)]
    [InlineData("ink", 1, 1)]
    [InlineData("ink", 1, 700)]
    [InlineData("watercolour", 3, 2)]
    [InlineData("chalk", 2, 3)]
    public void Paint_OfTinyPictures_KeepsTheirSize(string style, int width, int height)
    {
        using var random = new Generator(4);
        using var painter = new StrokePainter(new() { Style = style }, new RandomProposer(random));

        var painting = painter.Paint(PaintedScenes.Scene(width, height));

        var picture = painting.Style.Finish().Apply(painting.Render(width, height));
        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    private static IEnumerable<Colour> Pixels(Picture picture) => Enumerable.Range(0, picture.Width * picture.Height)
        .Select(i => new Colour(picture.Pixels[i * 3], picture.Pixels[(i * 3) + 1], picture.Pixels[(i * 3) + 2]));

    private static double Share(Picture picture, Func<Colour, bool> isOne) => Pixels(picture).Average(pixel => isOne(pixel) ? 1.0 : 0);
}

/// <summary>One scene in the styles that are asked for, each painted once.</summary>
public sealed class PaintedScenes
{
    private readonly Dictionary<string, Painting> _paintings = [];

    /// <summary>The scene's painting.</summary>
    public Painting Painting(string style)
    {
        if (!_paintings.TryGetValue(style, out var painting))
        {
            using var painter = new StrokePainter(new() { Style = style });
            _paintings[style] = painting = painter.Paint(Scene(256, 192));
        }

        return painting;
    }

    /// <summary>The painting as it is written.</summary>
    public Picture Finished(string style) => Painting(style).Style.Finish().Apply(Painting(style).Render(256, 192));

    /// <summary>A sun over hills and a slanting pole.</summary>
    internal static Picture Scene(int width, int height) => new(width, height, 3, [.. Enumerable.Range(0, width * height).SelectMany(i =>
    {
        var (x, y) = (i % width * 192 / width, i / width * 128 / height);
        byte[] colour = Math.Abs(x - 130 - (y / 4)) < 4 ? [70, 40, 20]
            : Math.Pow(x - 60, 2) + Math.Pow(y - 40, 2) < 400 ? [250, 220, 120]
            : y > 80 + (14 * Math.Sin(x / 23.0)) ? [(byte)(40 + (y / 3)), (byte)(150 - (y / 2)), 50]
            : [(byte)(90 + y), (byte)(140 + (y / 2)), 220];
        return colour;
    })]);
}

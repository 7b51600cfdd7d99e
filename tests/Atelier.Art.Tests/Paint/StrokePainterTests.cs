using Atelier.Art.Paint;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging.Pictures;
using Atelier.Models.Painter;

namespace Atelier.Art.Tests.Paint;

public sealed class StrokePainterTests : IDisposable
{
    private readonly Generator _random = new(11);

    public void Dispose() => _random.Dispose();

    [Theory]
    [InlineData(512, 512, 4)]
    [InlineData(513, 100, 5)]
    [InlineData(1024, 768, 5)]
    [InlineData(32, 32, 0)]
    [InlineData(1, 1, 0)]
    public void Levels_FollowThePublishedRule(int width, int height, int expected) =>
        Assert.Equal(expected, StrokePainter.FinestLevel(width, height, 0));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(3, 2)]
    [InlineData(97, 131)]
    public void Paint_OfAnySize_GivesAPaintingOfThatSize(int width, int height)
    {
        using var painter = new StrokePainter(new(), new RandomProposer(_random));

        var painting = painter.Paint(Gradient(width, height));

        var picture = painting.Render(width, height).ToPicture();
        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.NotEmpty(painting.Strokes);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(0, 256)]
    public void Paint_OfALargePicture_FindsItsStrokesAtTheWorkSize(int workSize, int foundAt)
    {
        using var painter = new StrokePainter(new() { WorkSize = workSize }, new RandomProposer(_random));
        var painting = painter.Paint(Gradient(256, 128));
        Assert.Equal((256, 128), (painting.Width, painting.Height));
        Assert.InRange(painting.Strokes.Max(stroke => stroke.Level), 0, StrokePainter.FinestLevel(foundAt, foundAt / 2, 0));
        Assert.Equal(foundAt == 256, painting.Strokes.Max(stroke => stroke.Level) > StrokePainter.FinestLevel(64, 32, 0));
    }

    [Fact]
    public void Paint_OnlyStrokesThatHelp_BringsTheCanvasNearerAtEveryStroke()
    {
        using var painter = new StrokePainter(new(), new RandomProposer(_random));
        var target = Gradient(96, 64);

        var painting = painter.Paint(target);

        var before = Difference(painting.BlankCanvas(96, 64, painting.Brushes()).ToPicture(), target);
        var after = Difference(painting.Render(96, 64).ToPicture(), target);
        Assert.True(after < before / 3, $"{before:F1} to {after:F1}");
    }

    [Fact]
    public void Paint_WithABudgetAndAPalette_KeepsToBoth()
    {
        using var painter = new StrokePainter(new() { Strokes = 25, Palette = 4 }, new RandomProposer(_random));

        var painting = painter.Paint(Gradient(96, 96));

        Assert.InRange(painting.Strokes.Count, 5, 25);
        Assert.InRange(painting.Palette.Count, 2, 4);
        var allowed = painting.Palette.Select(colour => (colour.Red, colour.Green, colour.Blue)).ToHashSet();
        Assert.All(painting.Strokes, stroke => Assert.Contains(
            ((byte)MathF.Round(stroke.Red * 255), (byte)MathF.Round(stroke.Green * 255), (byte)MathF.Round(stroke.Blue * 255)), allowed));
    }

    [Fact]
    public void Paint_WithTheSameSeed_IsTheSamePainting()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(8);
        using var model = new PainterModel(
            Weights.Fresh(random), new() { Width = 16, EncoderLayers = 1, DecoderLayers = 1, FeedForward = 32 });
        model.eval();
        using var painter = new StrokePainter(new() { Seed = 5 }, new NetworkProposer(model));

        Assert.Equal(painter.Paint(Gradient(80, 60)).Strokes, painter.Paint(Gradient(80, 60)).Strokes);
    }

    [Fact]
    public void Paint_WithSeedsThatDifferByTheRangeOfNetsGenerator_AreTwoPaintings()
    {
        IReadOnlyList<Stroke> Paint(ulong seed)
        {
            using var random = new Generator(3);
            using var painter = new StrokePainter(new() { Seed = seed }, new RandomProposer(random));
            return painter.Paint(Gradient(80, 60)).Strokes;
        }

        Assert.NotEqual(Paint(5), Paint(5 + (ulong)int.MaxValue));
        Assert.NotEqual(Paint(0), Paint(int.MaxValue));
        Assert.NotEqual(Paint(0), Paint(uint.MaxValue));
    }

    [Theory]
    [InlineData("oil")]
    [InlineData("watercolour")]
    [InlineData("ink")]
    [InlineData("chalk")]
    [InlineData("pointillist")]
    [InlineData("knife")]
    [InlineData("gouache")]
    public void Paint_InEveryStyle_LeavesPaint(string style)
    {
        using var painter = new StrokePainter(new() { Style = style }, new RandomProposer(_random));

        Assert.NotEmpty(painter.Paint(Gradient(300, 200)).Strokes);
    }

    [Fact]
    public void Refine_LessensWhatIsMissing()
    {
        using var scope = NewDisposeScope();
        var brush = PaintStyle.FromName("oil").Brushes().MeanCover();
        var target = cat([zeros([2, 3, 32, 16]), ones([2, 3, 32, 16])], 3);
        var (canvas, decisions) = (full([2, 3, 32, 32], 0.5), ones([2, 8, 1]));
        var (shapes, _) = new RandomProposer(_random).Propose(target, canvas, new Random(1));
        double Missing(Tensor strokes)
        {
            var visible = SoftStrokes.Visibility(SoftStrokes.Coverage(strokes, brush, 32, 32));
            return (SoftStrokes.Compose(canvas, visible, SoftStrokes.Colours(visible.Strokes, target)) - target).abs().mean().ToDouble();
        }

        var refined = StrokeRefinement.Refine(shapes, decisions, target, canvas, brush, 30);

        Assert.True(Missing(refined) < 0.75 * Missing(shapes), $"{Missing(shapes):F4} to {Missing(refined):F4}");
    }

    [Fact]
    public void Sort_NeverPutsAStrokeUnderOneItIsToCover()
    {
        var random = new Random(3);
        float Next() => random.NextSingle();
        var strokes = Enumerable.Range(0, 400)
            .Select(i => new Stroke(Next(), Next(), Next() * 0.2f, Next() * 0.1f, Next(), Next(), Next(), Next(), 0, i))
            .ToList();
        var patches = Enumerable.Range(0, 400).Select(i => i / 8).ToList();

        var order = new StrokeOrder(Gradient(64, 64), lightFirst: false).Sort(strokes, patches);

        Assert.Equal(Enumerable.Range(0, 400), order.Order());
        var place = new int[400];
        for (var i = 0; i < 400; i++)
        {
            place[order[i]] = i;
        }

        foreach (var (under, over) in Enumerable.Range(0, 400)
            .SelectMany(a => Enumerable.Range(a + 1, 400 - a - 1).Where(b => patches[a] == patches[b]).Select(b => (a, b))))
        {
            var distance = Math.Sqrt(Math.Pow(strokes[under].X - strokes[over].X, 2) + Math.Pow(strokes[under].Y - strokes[over].Y, 2));
            var sure = (Math.Min(strokes[under].Length, strokes[under].Thickness)
                + Math.Min(strokes[over].Length, strokes[over].Thickness)) / 2; // nearer than this they overlap, however they lie
            Assert.True(place[under] < place[over] || distance >= sure, "a stroke lies under one painted before it");
        }
    }

    private static double Difference(Picture a, Picture b) => a.Pixels.Zip(b.Pixels, (x, y) => (double)Math.Abs(x - y)).Average();

    private static Picture Gradient(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) =
                ((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)(x > width / 2 ? 220 : 30));
        }

        return new(width, height, 3, pixels);
    }
}

using System.Numerics;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;

namespace Atelier.Art.Tests.Paint;

public class CanvasTests
{
    private static readonly BrushSet Solid = new([new Brush(8, 4, [.. Enumerable.Repeat(1f, 32)], [.. Enumerable.Repeat(0.5f, 32)])]);

    [Fact]
    public void Draw_OfALyingStroke_CoversItsRectangleAndNothingElse()
    {
        var canvas = new Canvas(40, 20, Colour.White, Solid, 0.2f);

        canvas.Draw(new(0.5f, 0.25f, 0.5f, 0.2f, 0, 1, 0, 0, 0, 0)); // 20 × 8 pixels around (20, 10)

        Assert.Equal(new Vector4(1, 0, 0, 0.5f), canvas.Paint[(10 * 40) + 20]);
        Assert.Equal(20 * 8, Painted(canvas));
        Assert.Equal(Vector4.One with { W = 0 }, canvas.Paint[(10 * 40) + 9]);
    }

    [Fact]
    public void Draw_OfAnUprightStrokeOrALyingOneTurned_IsTheSame()
    {
        var (upright, turned) = (new Canvas(30, 30, Colour.White, Solid, 0), new Canvas(30, 30, Colour.White, Solid, 0));

        upright.Draw(new(0.5f, 0.5f, 0.2f, 0.6f, 0, 0, 0, 1, 0, 0));
        turned.Draw(new(0.5f, 0.5f, 0.6f, 0.2f, 0.5f, 0, 0, 1, 0, 0));

        Assert.Equal(turned.ToPicture().Pixels, upright.ToPicture().Pixels);
        Assert.Equal(6 * 18, Painted(upright));
    }

    [Fact]
    public void Draw_InParts_GivesTheWholeStroke()
    {
        var brushes = PaintStyle.FromName("oil").Brushes();
        var (whole, parts) = (new Canvas(64, 64, Colour.White, brushes, 0.2f), new Canvas(64, 64, Colour.White, brushes, 0.2f));
        var stroke = new Stroke(0.5f, 0.5f, 0.8f, 0.3f, 0.17f, 0.2f, 0.4f, 0.9f, 0, 3);

        whole.Draw(stroke);
        parts.Draw(stroke, 0, 0.313f);
        parts.Draw(stroke, 0.313f, 0.7f);
        parts.Draw(stroke, 0.7f, 1);

        Assert.Equal(whole.ToPicture().Pixels, parts.ToPicture().Pixels);
    }

    [Fact]
    public void DrawAll_InBands_EqualsOneStrokeAfterAnother()
    {
        var brushes = PaintStyle.FromName("watercolour").Brushes();
        var (one, all) = (new Canvas(200, 300, Colour.White, brushes, 0.2f), new Canvas(200, 300, Colour.White, brushes, 0.2f));
        var strokes = Strokes(200).ToList();

        strokes.ForEach(stroke => one.Draw(stroke));
        all.DrawAll(strokes);

        Assert.Equal(one.ToPicture().Pixels, all.ToPicture().Pixels);
    }

    [Fact]
    public void Weigh_TellsExactlyWhatDrawingDoes()
    {
        var brushes = PaintStyle.FromName("watercolour").Brushes();
        var canvas = new Canvas(48, 48, new(200, 180, 90), brushes, 0);
        canvas.DrawAll([.. Strokes(30)]);
        var random = new Random(2);
        Vector4[] target =
            [.. Enumerable.Range(0, 48 * 48).Select(_ => new Vector4(random.NextSingle(), random.NextSingle(), random.NextSingle(), 0))];
        foreach (var stroke in Strokes(20))
        {
            var effect = canvas.Evaluate(stroke, target);
            var before = Error(canvas, target);
            var best = effect.Gain(effect.Best);
            Assert.True(best >= effect.Gain(new(0.3f, 0.6f, 0.1f, 0)) - 1e-4, "another colour does more than the best");

            canvas.Draw(stroke);

            Assert.Equal(before - Error(canvas, target), effect.Gain(new(stroke.Red, stroke.Green, stroke.Blue, 0)), 2);
        }
    }

    private static double Error(Canvas canvas, Vector4[] target)
    {
        double sum = 0;
        for (var i = 0; i < target.Length; i++)
        {
            var d = target[i] - canvas.Paint[i];
            sum += (d.X * d.X) + (d.Y * d.Y) + (d.Z * d.Z);
        }

        return sum;
    }

    private static IEnumerable<Stroke> Strokes(int count)
    {
        var random = new Random(1);
        float Next() => random.NextSingle();
        return Enumerable.Range(0, count)
            .Select(i => new Stroke(Next(), Next(), Next() / 2, Next() / 3, Next() * 2, Next(), Next(), Next(), 0, i));
    }

    private static int Painted(Canvas canvas)
    {
        var count = 0;
        foreach (var pixel in canvas.Paint)
        {
            count += pixel.W > 0 ? 1 : 0;
        }

        return count;
    }
}

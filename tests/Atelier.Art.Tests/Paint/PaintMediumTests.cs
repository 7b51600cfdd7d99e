using System.Numerics;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;

namespace Atelier.Art.Tests.Paint;

public class PaintMediumTests
{
    private static readonly Colour s_paper = new(250, 248, 242);

    [Fact]
    public void Draw_OfAGlaze_MultipliesByItsTransmittance()
    {
        var canvas = new Canvas(40, 40, s_paper, Solid, 0, PaintMedium.Glaze);
        var before = canvas.Paint[820];

        canvas.Draw(Stroke(0.5f, 0.9f, 0.2f));
        canvas.Draw(Stroke(0.5f, 0.9f, 0.2f));

        var after = canvas.Paint[820];
        Assert.Equal(before.X * 0.25f, after.X, 5);
        Assert.Equal(before.Y * 0.81f, after.Y, 5);
        Assert.Equal(before.Z * 0.04f, after.Z, 5);
    }

    [Fact]
    public void Draw_OfGlazes_OnlyDarkens_InAnyOrder()
    {
        var brushes = PaintStyle.FromName("watercolour").Brushes();
        var (there, back) = (
            new Canvas(96, 96, s_paper, brushes, 0, PaintMedium.Glaze), new Canvas(96, 96, s_paper, brushes, 0, PaintMedium.Glaze));
        var strokes = Strokes(40).ToList();
        foreach (var stroke in strokes)
        {
            var before = there.Paint.ToArray();
            there.Draw(stroke);
            for (var i = 0; i < before.Length; i++)
            {
                Assert.True(Vector4.LessThanOrEqualAll(there.Paint[i], before[i]), "a glaze lightened a pixel");
            }
        }

        strokes.Reverse();
        back.DrawAll(strokes);

        for (var i = 0; i < there.Paint.Length; i++)
        {
            Assert.True((there.Paint[i] - back.Paint[i]).Length() < 1e-4f, "glazes do not commute");
        }
    }

    [Fact]
    public void Evaluate_OfAGlaze_PrefersTooLightToTooDark()
    {
        var canvas = new Canvas(40, 40, s_paper, Solid, 0, PaintMedium.Glaze);
        var target = canvas.Paint.ToArray();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] *= i % 2 == 0 ? 0.5f : 1; // every other column stays paper
        }

        var best = canvas.Evaluate(Stroke(0, 0, 0), target).Best;

        Assert.InRange(best.X, 0.9f, 0.99f); // an even choice would be 0.75
    }

    [Fact]
    public void Gain_OfAGlazeThatIsNowhereTooDark_IsWhatDrawingDoes()
    {
        var canvas = new Canvas(40, 40, s_paper, Solid, 0, PaintMedium.Glaze);
        Vector4[] target = [.. canvas.Paint.ToArray().Select(pixel => pixel * 0.2f)];
        var effect = canvas.Evaluate(Stroke(0, 0, 0), target);
        var before = Error(canvas, target);

        canvas.Draw(Stroke(effect.Best.X, effect.Best.Y, effect.Best.Z));

        Assert.Equal(Glaze.LeastTransmittance, effect.Best.X, 5); // lighter than the target: one stroke is not enough
        Assert.Equal(before - Error(canvas, target), effect.Gain(effect.Best), 1);
    }

    [Fact]
    public void Draw_OfDryPaint_LeavesTheGroundInTheHollows_HoweverOftenItIsRepeated()
    {
        var style = PaintStyle.FromName("chalk");
        var ground = style.Ground!.Value;
        var canvas = new Canvas(256, 256, ground, style.Brushes(), style.Shade, style.Medium);
        for (var i = 0; i < 12; i++)
        {
            canvas.Draw(new(0.5f, 0.5f, 2, 2, 0, 1, 1, 1, 0, i));
        }

        var bare = canvas.Paint.ToArray().Count(pixel => MathF.Abs(pixel.X - (ground.Red / 255f)) < 0.02f) / (256.0 * 256);

        Assert.InRange(bare, 0.02, 0.6);
    }

    private static BrushSet Solid => new([new Brush(8, 4, [.. Enumerable.Repeat(1f, 32)], [.. Enumerable.Repeat(0.5f, 32)])]);

    private static Stroke Stroke(float red, float green, float blue) => new(0.5f, 0.5f, 0.8f, 0.5f, 0, red, green, blue, 0, 0);

    private static double Error(Canvas canvas, Vector4[] target)
    {
        double sum = 0;
        for (var i = 0; i < target.Length; i++)
        {
            sum += ((target[i] - canvas.Paint[i]) with { W = 0 }).LengthSquared();
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
}

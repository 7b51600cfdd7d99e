using Atelier.Art.Paint;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Tests.Paint;

public class ShippedPainterTests
{
    [Fact]
    public void Paint_ByTheShippedPainter_ComesNearerThanChanceWithAsManyStrokes()
    {
        using var random = new Generator(2);
        var scene = Scene(192, 128);
        using var painter = new StrokePainter(new());

        var painting = painter.Paint(scene);

        using var chance = new StrokePainter(new() { FollowEdges = false, Strokes = painting.Strokes.Count }, new RandomProposer(random));
        var (near, far) = (
            PaintingFidelity.Measure(painting.Render(192, 128).ToPicture(), scene),
            PaintingFidelity.Measure(chance.Paint(scene).Render(192, 128).ToPicture(), scene));
        Assert.True(near.Difference < far.Difference && near.Similarity > far.Similarity, $"{near} against {far}");
        Assert.True(near.Difference < 0.06, $"{near}");
    }

    // a sun over hills and a slanting pole
    private static Picture Scene(int width, int height) => new(width, height, 3, [.. Enumerable.Range(0, width * height).SelectMany(i =>
    {
        var (x, y) = (i % width, i / width);
        byte[] colour = Math.Abs(x - 130 - (y / 4)) < 4 ? [70, 40, 20]
            : Math.Pow(x - 60, 2) + Math.Pow(y - 40, 2) < 400 ? [250, 220, 120]
            : y > 80 + (14 * Math.Sin(x / 23.0)) ? [(byte)(40 + (y / 3)), (byte)(150 - (y / 2)), 50]
            : [(byte)(90 + y), (byte)(140 + (y / 2)), 220];
        return colour;
    })]);
}

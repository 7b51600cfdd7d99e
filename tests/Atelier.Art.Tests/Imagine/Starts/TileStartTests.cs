using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Tests.Imagine;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class TileStartTests
{
    private const long Side = 64;

    [Theory]
    [InlineData(Axes.X)]
    [InlineData(Axes.Y)]
    [InlineData(Axes.XY)]
    public void ADrawing_IsRepeatedOnItsGround_OverTheSides(Axes axes)
    {
        using var scope = NewDisposeScope();
        var drawing = full([1, 3, Side, Side], 0.9);
        drawing.narrow(2, 16, 32).narrow(3, 8, 48).fill_(0.2);

        var pattern = TileStart.Pattern(drawing, axes);

        var shares = new[] { drawing, pattern }.Select(picture => picture.lt(0.5).to(ScalarType.Float32).mean().ToDouble()).ToArray();
        Assert.Equal(2 * 0.62 * 0.62 * shares[0], shares[1], 0.03);          // two, and neither hides the other
        Assert.All(Axis(axes), axis => Assert.True(pattern.select(axis, 0).lt(0.5).any().ToBoolean(), "nothing lies across a side"));
        Assert.All(Axis(axes), axis => Assert.InRange(Seam(pattern, axis), 0, 1.2));
    }

    [Fact]
    public void ADrawingThatIsCutOff_IsRepeatedToo()
    {
        using var scope = NewDisposeScope();
        var drawing = full([1, 3, Side, Side], 0.9);
        drawing.narrow(2, 16, 32).narrow(3, 32, 32).fill_(0.2); // up to the right side

        var pattern = TileStart.Pattern(drawing, Axes.XY);

        Assert.Equal(2 * 0.62 * 0.62 * 0.25, pattern.lt(0.5).to(ScalarType.Float32).mean().ToDouble(), 0.03);
        Assert.Equal(0, (pattern.roll([Side / 2, Side / 2], [2, 3]) - pattern).abs().max().ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(Axes.X)]
    [InlineData(Axes.Y)]
    [InlineData(Axes.XY)]
    public void APhotograph_HasItsSidesMeet_AndKeepsItsMiddle(Axes axes)
    {
        using var scope = NewDisposeScope();
        var ramp = linspace(0.1, 0.9, Side);
        var picture = stack([ramp.expand(Side, Side), ramp.unsqueeze(1).expand(Side, Side), full([Side, Side], 0.5)], 0).unsqueeze(0);

        var healed = TileStart.Pattern(picture, axes);

        Assert.All(Axis(axes), axis => Assert.True(Seam(picture, axis) > 10));
        Assert.All(Axis(axes), axis => Assert.InRange(Seam(healed, axis), 0, 1e-3));
        Assert.Equal(0, (healed - picture).narrow(2, 8, 48).narrow(3, 8, 48).abs().max().ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData("green leaves")]
    [InlineData("red flowers")]
    [InlineData("a stone wall")]
    [Trait("Category", "Slow")]
    public void ATileOfTheShippedModels_HasNoSeam(string words)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-tile-").FullName;
        try
        {
            var options = new ImagineOptions { Prompt = words, Seed = 1, SaveEvery = 0, Edit = new() { Tile = Axes.XY } };
            using var scope = NewDisposeScope();
            var made = Picture.Load(TextToImagePipeline.Begin(options, folder, CPU).Run()).ToTensor();

            Assert.All(new[] { 2, 3 }, axis => Assert.InRange(Seam(made, axis), 0, 1.2));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // the mean difference across the sides, in units of that of neighbours inside, or of the largest near the sides: a petal may end there
    private static double Seam(Tensor picture, int axis)
    {
        var size = picture.size(axis);
        var inside = (picture.narrow(axis, 1, size - 1) - picture.narrow(axis, 0, size - 1)).abs();
        long[] ends = [0, 1, 2, 3, size - 5, size - 4, size - 3, size - 2];
        var near = ends.Max(at => Mean(inside.narrow(axis, at, 1)));
        return Mean((picture.narrow(axis, 0, 1) - picture.narrow(axis, size - 1, 1)).abs()) / Math.Max(Mean(inside), near);
    }

    private static double Mean(Tensor x) => x.mean().ToDouble();

    private static int[] Axis(Axes axes) => axes switch { Axes.X => [3], Axes.Y => [2], _ => [2, 3] };
}

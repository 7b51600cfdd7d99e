using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;

namespace Atelier.Art.Tests;

/// <summary>Starts of another aspect than the picture: composed wider, never stretched.</summary>
public class StartAspectTests
{
    [Theory]
    [InlineData(128, 256)]
    [InlineData(256, 128)]
    [InlineData(64, 64)]
    [InlineData(96, 800)]
    public void Resize_CircleOnPlainGround_StaysACircleInTheMiddle(int height, int width)
    {
        using var scope = NewDisposeScope();

        var dark = StartImages.Resize(Circle(64), height, width)[0, 0].lt(0.5);

        AssertRound(dark, diameter: 0.5 * Math.Min(height, width));
        var (rows, columns) = (Indices(dark.any(1)), Indices(dark.any(0)));
        Assert.Equal(height / 2.0, (rows[0] + rows[^1] + 1) / 2.0, 1.0);
        Assert.Equal(width / 2.0, (columns[0] + columns[^1] + 1) / 2.0, 1.0);
    }

    [Fact]
    public void Resize_PlainGround_GoesOnInItsColour()
    {
        using var scope = NewDisposeScope();
        var blue = tensor(new float[] { 0.1f, 0.3f, 0.9f }, [1, 3, 1, 1]);

        var picture = StartImages.Resize(where(Circle(32).lt(0.5), 0, blue), 32, 96);

        Assert.True(picture[.., .., .., TensorIndex.Slice(0, 32)].allclose(blue));
        Assert.True(picture[.., .., .., TensorIndex.Slice(64)].allclose(blue));
    }

    [Fact]
    public void Resize_PictureWithoutGround_IsMirroredAtItsEdges()
    {
        using var scope = NewDisposeScope();
        var picture = rand(2, 3, 8, 8);

        var wide = StartImages.Resize(picture, 8, 40);

        for (var tile = 0; tile < 5; tile++)
        {
            var part = wide.narrow(3, tile * 8, 8);
            Assert.Equal(picture, tile % 2 == 0 ? part : part.flip(3));
        }
    }

    [Theory]
    [InlineData("Beside", 2.0)]
    [InlineData("LargeAndSmall", 2.0)]
    [InlineData("LargeAndSmall", 1.5)]
    [InlineData("Above", 0.5)]
    [InlineData("Beside", 1.0)]
    [InlineData("Above", 9.0)]
    public void Compose_OfTwoCircles_KeepsBothRound(string layout, double aspect)
    {
        using var scope = NewDisposeScope();
        var red = tensor(new float[] { 1, 0, 0 }, [1, 3, 1, 1]); // a cyan thing is dark in red, a red one in green
        var (first, second) = (where(Circle(64).lt(0.5), 1 - red, 1), where(Circle(64).lt(0.5), red, 1));

        var scene = StartScene.Compose(first, second, Enum.Parse<Layout>(layout), aspect);

        Assert.Equal(Math.Clamp(aspect, 0.5, 2), (double)scene.size(3) / scene.size(2), 0.05);
        AssertRound(scene[0, 0].lt(0.5));
        AssertRound(scene[0, 1].lt(0.5));
    }

    private static void AssertRound(Tensor dark, double? diameter = null)
    {
        var (tall, wide) = (Indices(dark.any(1)).Length, Indices(dark.any(0)).Length);
        Assert.InRange(wide - tall, -1, 1);
        Assert.InRange(dark.sum().ToDouble() / (Math.PI * tall * wide / 4), 0.9, 1.1);
        Assert.Equal(diameter ?? tall, tall, 2.0);
    }

    private static long[] Indices(Tensor marked) => marked.nonzero().flatten().ToArray<long>();

    // dark on white, half as wide as the picture [1, 3, s, s]
    private static Tensor Circle(int side)
    {
        var at = arange(side, ScalarType.Float32) + 0.5 - (side / 2.0);
        var radius = (at.square().unsqueeze(0) + at.square().unsqueeze(1)).sqrt();
        return radius.gt(side / 4.0).to(ScalarType.Float32).expand(1, 3, side, side).contiguous();
    }
}

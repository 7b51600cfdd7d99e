using Atelier.Art.Forward;
using Atelier.Models;
using Atelier.Models.Painter;
using Atelier.Tensors;
using Atelier.Tests;

namespace Atelier.Art.Tests;

/// <summary>Paint Transformer's renderer against the official one. The alpha is a hard threshold, so single pixels on an edge may differ.</summary>
public class StrokeRendererTests
{
    [SkippableTheory]
    [InlineData("stroke32", 32, 8)]
    [InlineData("stroke64", 64, 4)]
    public void Render_OfReferenceBrushes_GivesTheOfficialPictures(string name, int size, int count)
    {
        Skip.If(Golden.Outside("goldens", "painter-tiny", "brush_large_vertical.png") is null, "the reference brush pictures are not beside the checkout");
        using var scope = TensorScope.Enter();
        var golden = Golden.Open("painter-tiny");
        var files = ModelFiles.Find(Golden.Outside("goldens", "painter-tiny", "painter-tiny.pth")!);

        var (foreground, alpha) = new StrokeRenderer(ReferenceBrushes.Beside(files)).Render(golden.In("strokes").Narrow(0, 0, count), size, size);

        foreach (var (actual, expected) in new[] { (foreground, golden.Out(name + ".foreground")), (alpha, golden.Out(name + ".alpha")) })
        {
            Assert.Equal(expected.Shape, actual.Shape);
            var difference = (actual - expected).Abs();
            Assert.True(difference.Mean().Item() < 1e-5, $"mean difference {difference.Mean().Item()}");
            Assert.True(difference.Greater(1e-3).To(DType.Float32).Mean().Item() < 1e-4, "too many pixels differ");
        }
    }

    [SkippableTheory]
    [InlineData("44", 64, 0)]
    [InlineData("11", 64, 0)]
    [InlineData("33", 48, 8)] // odd: the published code misplaces a band of 8 pixels at the top and the left
    public void Paint_OfAGridOfPatches_GivesTheOfficialPicture(string grid, int side, int band)
    {
        Skip.If(Golden.Outside("goldens", "painter-tiny", "brush_large_vertical.png") is null, "the reference brush pictures are not beside the checkout");
        using var scope = TensorScope.Enter();
        var golden = Golden.Open("painter-tiny");
        var files = ModelFiles.Find(Golden.Outside("goldens", "painter-tiny", "painter-tiny.pth")!);

        var picture = PatchComposition.Paint(golden.In("par" + grid).Select(0, 0), golden.In("dec" + grid).Select(0, 0), golden.In($"canvas{side}"), new(ReferenceBrushes.Beside(files)));

        foreach (var expected in new[] { golden.Out("par" + grid), golden.Out("ser" + grid) })
        {
            var difference = (picture - expected).Abs().Narrow(2, band, side - band).Narrow(3, band, side - band);
            Assert.True(difference.Mean().Item() < 1e-5, $"mean difference {difference.Mean().Item()}");
            Assert.True(difference.Greater(1e-3).To(DType.Float32).Mean().Item() < 1e-4, "too many pixels differ");
        }
    }

    [Fact]
    public void Render_Gradients_ReachEveryNumberOfAStroke()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        var strokes = ((Tensor.Rand([4, 8], random) * 0.5) + 0.2).RequireGradient();
        var renderer = new StrokeRenderer(Tensor.Rand([2, 1, 48, 48], random));

        var (foreground, _) = renderer.Render(strokes, 32, 32);
        (foreground * Tensor.Rand([4, 3, 32, 32], random)).Sum().Backward();

        Assert.All(strokes.Gradient!.ToArray<float>(), value => Assert.True(float.IsFinite(value) && value != 0));
    }
}

using Atelier.Art.Imagine.Cutouts;
using Atelier.Core;

namespace Atelier.Art.Tests;

public class AugmentationTests
{
    [Fact]
    public void ThinPlate_MovesItsPinsExactly_AndStraightMovesStraightly()
    {
        using var scope = NewDisposeScope();
        var pins = tensor(new double[] { -1.0, -1, 1, -1, -1, 1, 1, 1, 0, 0 }, [5, 2]);
        var places = tensor(new double[] { 0.3, -0.7, -0.2, 0.9, 0.55, 0.1 }, [3, 2]);

        var atPins = Displacement.Influence(pins).ToArray<double>();
        var linear = Displacement.Influence(places).matmul((pins * 0.25) + 0.1); // all pins moved by an affine map

        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(i % 6 == 0 ? 1 : 0, atPins[i], 6);
        }

        Assert.Equal(
            ((places * 0.25) + 0.1).ToArray<double>().Select(value => Math.Round(value, 6)),
            linear.ToArray<double>().Select(value => Math.Round(value, 6)));
    }

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0, 0.1)]
    public void Displacements_AreSmooth_BoundedAndDifferent(double elastic, double thinPlate)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        const int Size = 32;

        var moves = (Augmentation.None with { Elastic = elastic, ThinPlate = thinPlate }).RandomDisplacement(3, Size, random)!;

        Assert.Equal([3, Size * Size, 2], moves.shape);
        var field = moves.reshape(3, Size, Size, 2);
        var limit = 2 * (elastic + thinPlate);
        Assert.InRange(moves.abs().max().ToDouble(), limit / 4, limit * 1.8);
        Assert.True(
            (field.narrow(2, 1, Size - 1) - field.narrow(2, 0, Size - 1)).abs().max().ToDouble() < limit / 2,
            "it jumps between neighbours");
        Assert.True((field.select(0, 0) - field.select(0, 1)).abs().max().ToDouble() > limit / 10, "two cut-outs are moved alike");
    }

    [Fact]
    public void Displace_WithNothingAsked_IsNothing()
    {
        using var random = new Generator(4);

        Assert.Null(new Augmentation().RandomDisplacement(2, 16, random));
    }

    [Fact]
    public void Move_OfAllCutouts_IsTheMoveOfEach()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        using var same = new Generator(7);
        var cutouts = rand([4, 3, 20, 20], generator: new Generator(1));
        var augmentation = new Augmentation();

        var moved = augmentation.Warp(cutouts, random);

        var source = new RandomSource(same);
        var each = cat(
            [
                .. Enumerable.Range(0, 4)
                    .Select(i => Homography.Sample(cutouts.narrow(0, i, 1), [augmentation.RandomHomography(source)], 20)),
            ],
            0);
        Assert.True((moved - each).abs().max().ToDouble() < 1e-5);
        Assert.True((moved - cutouts).abs().max().ToDouble() > 0.1);
    }

    [Theory]
    [InlineData(CutMethod.Batched)]
    [InlineData(CutMethod.Pooled)]
    public void Bending_KeepsWhatIsFlat_AndLetsGradientsPass(CutMethod method)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var cutouts = new CutoutSampler(16, 3, 1, method);
        var bent = Augmentation.None with { Elastic = 0.05, ThinPlate = 0.1 };
        var picture = full([1, 3, 40, 40], 0.3).requires_grad_();

        var taken = cutouts.Sample(picture, bent, random);
        taken.sum().backward();

        Assert.Equal([3, 3, 16, 16], taken.shape);
        Assert.Equal(0.3, taken.detach().min().ToDouble(), 4);
        Assert.Equal(0.3, taken.detach().max().ToDouble(), 4);
        Assert.Equal(3 * 3 * 16 * 16, picture.grad!.sum().ToDouble(), 0);
    }

    [Fact]
    public void Of_Names_TurnsOnOnlyThose()
    {
        var chosen = Augmentation.FromNames(["Et", "ts", "Ji"]);

        Assert.True(chosen is { Elastic: > 0, ThinPlate: > 0, Jitter: > 0, Flip: 0, Noise: 0, Erase: 0 });
        Assert.Contains("Xx", Assert.ThrowsAny<AtelierException>(() => Augmentation.FromNames(["Xx"])).Message);
        Assert.Contains("leave it out", Assert.ThrowsAny<AtelierException>(() => Augmentation.FromNames(["Cr"])).Message);
    }
}

using Atelier.Art.Imagine;
using Atelier.Tensors;

namespace Atelier.Art.Tests;

public class AugmentationTests
{
    [Fact]
    public void ThinPlate_MovesItsPinsExactly_AndStraightMovesStraightly()
    {
        using var scope = TensorScope.Enter();
        var pins = Tensor.From([-1.0, -1, 1, -1, -1, 1, 1, 1, 0, 0], 5, 2);
        var places = Tensor.From([0.3, -0.7, -0.2, 0.9, 0.55, 0.1], 3, 2);

        var atPins = Displacement.Influence(pins).ToArray<double>();
        var linear = Functional.MatMul(Displacement.Influence(places), (pins * 0.25) + 0.1); // all pins moved by an affine map

        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(i % 6 == 0 ? 1 : 0, atPins[i], 6);
        }

        Assert.Equal(((places * 0.25) + 0.1).ToArray<double>().Select(value => Math.Round(value, 6)), linear.ToArray<double>().Select(value => Math.Round(value, 6)));
    }

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0, 0.1)]
    public void Displacements_AreSmooth_BoundedAndDifferent(double elastic, double thinPlate)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(4);
        const int Size = 32;

        var moves = (Augmentation.None with { Elastic = elastic, ThinPlate = thinPlate }).Displace(3, Size, random)!;

        Assert.Equal([3, Size * Size, 2], moves.Shape);
        var field = moves.Reshape(3, Size, Size, 2);
        var limit = 2 * (elastic + thinPlate);
        Assert.InRange(moves.Abs().Max().Item(), limit / 4, limit * 1.8);
        Assert.True((field.Narrow(2, 1, Size - 1) - field.Narrow(2, 0, Size - 1)).Abs().Max().Item() < limit / 2, "it jumps between neighbours");
        Assert.True((field.Select(0, 0) - field.Select(0, 1)).Abs().Max().Item() > limit / 10, "two cut-outs are moved alike");
    }

    [Fact]
    public void Displace_WithNothingAsked_IsNothing()
    {
        using var random = new RandomGenerator(4);

        Assert.Null(new Augmentation().Displace(2, 16, random));
    }

    [Fact]
    public void Move_OfAllCutouts_IsTheMoveOfEach()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(7);
        using var same = new RandomGenerator(7);
        var cutouts = Tensor.Rand([4, 3, 20, 20], new RandomGenerator(1));
        var augmentation = new Augmentation();

        var moved = augmentation.Move(cutouts, random);

        var chance = new Chance(same);
        var each = Tensor.Concat(0, [.. Enumerable.Range(0, 4).Select(i => Homography.Sample(cutouts.Narrow(0, i, 1), [augmentation.Map(chance)], 20))]);
        Assert.True((moved - each).Abs().Max().Item() < 1e-5);
        Assert.True((moved - cutouts).Abs().Max().Item() > 0.1);
    }

    [Theory]
    [InlineData(CutMethod.Batched)]
    [InlineData(CutMethod.Pooled)]
    public void Bending_KeepsWhatIsFlat_AndLetsGradientsPass(CutMethod method)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(5);
        var cutouts = new Cutouts(16, 3, 1, method);
        var bent = Augmentation.None with { Elastic = 0.05, ThinPlate = 0.1 };
        var picture = Tensor.Full([1, 3, 40, 40], 0.3).RequireGradient();

        var taken = cutouts.Take(picture, bent, random);
        taken.Sum().Backward();

        Assert.Equal([3, 3, 16, 16], taken.Shape);
        Assert.Equal(0.3, taken.Detach().Min().Item(), 4);
        Assert.Equal(0.3, taken.Detach().Max().Item(), 4);
        Assert.Equal(3 * 3 * 16 * 16, picture.Gradient!.Sum().Item(), 0);
    }

    [Fact]
    public void Of_Names_TurnsOnOnlyThose()
    {
        var chosen = Augmentation.Of(["Et", "ts", "Ji"]);

        Assert.True(chosen is { Elastic: > 0, ThinPlate: > 0, Jitter: > 0, Flip: 0, Noise: 0, Erase: 0 });
        Assert.Contains("Xx", Assert.Throws<UserException>(() => Augmentation.Of(["Xx"])).Message);
        Assert.Contains("leave it out", Assert.Throws<UserException>(() => Augmentation.Of(["Cr"])).Message);
    }
}

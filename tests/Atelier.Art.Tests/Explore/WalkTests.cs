using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Tests.Explore;

/// <summary>The ways between two latents, and their pace.</summary>
public sealed class WalkTests
{
    [Fact]
    public void Slerp_EndsAtItsEnds_KeepsTheLength_AndTurnsEvenly()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(new[] { 1f, 0 }, [1, 2, 1, 1]), tensor(new[] { 0f, 1 }, [1, 2, 1, 1]));

        Assert.Equal([1f, 0], Slerp.Between(a, b, 0).ToArray<float>(), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal([0f, 1], Slerp.Between(a, b, 1).ToArray<float>(), (x, y) => Math.Abs(x - y) < 1e-6);
        float[] third = [MathF.Cos(MathF.PI / 6), MathF.Sin(MathF.PI / 6)];
        Assert.Equal(third, Slerp.Between(a, b, 1 / 3.0).ToArray<float>(), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Slerp_OfVectorsOnOneLine_IsFinite()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[] { 1f, 2 }, [1, 2, 1, 1]);

        foreach (var b in new[] { a * 3, a * -1, a * 0 })
        {
            Assert.True(Slerp.Between(a, b, 0.5).isfinite().all().ToBoolean());
            Assert.True((Slerp.Between(a, b, 0.5) - ((a + b) / 2)).abs().max().ToDouble() < 1e-5);
        }
    }

    [Fact]
    public void CodeWalk_ReachesEveryPosition_EachBesideOneThatHasChanged()
    {
        float[] changes = [5, 1, 4, 2, 9, 3, 8, 7, 6, 0.5f, 2, 1];

        var order = CodeWalk.Order(changes, 3, 4);

        Assert.Equal(9, order[0]); // the least change
        Assert.Equal(Enumerable.Range(0, 12), order.Order());
        for (var i = 1; i < order.Count; i++)
        {
            Assert.Contains(order.Take(i), at => Math.Abs((at / 4) - (order[i] / 4)) + Math.Abs((at % 4) - (order[i] % 4)) == 1);
        }
    }

    [Fact]
    public void CodeWalk_ChangesPatchAfterPatch()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var a = randn([1, 4, 6, 6], device: random.device, generator: random);
        var b = randn([1, 4, 6, 6], device: random.device, generator: random);
        using var walk = new CodeWalk(a, b);

        Assert.True(walk.At(0).equal(a).all().ToBoolean());
        Assert.True((walk.At(1) - b).abs().max().ToDouble() < 1e-5);
        var (old, arrived) = ((walk.At(0.5) - a).norm(1).eq(0), (walk.At(0.5) - b).norm(1).lt(1e-5));
        Assert.InRange(old.sum().ToInt32(), 12, 18);
        Assert.InRange(arrived.sum().ToInt32(), 12, 18);
    }

    [Fact]
    public void EvenPace_GivesTheTimes_AtWhichEqualSharesAreSeen()
    {
        using var scope = NewDisposeScope();
        var pace = EvenPace.Measure(time => full([1, 3, 8, 8], Math.Pow(time, 4)), 65);

        foreach (var share in new[] { 0, 0.1, 0.25, 0.5, 0.75, 1 })
        {
            Assert.Equal(share, Math.Pow(pace.TimeAt(share), 4), 0.01); // 1 / 65 of the way at most is taken for straight
        }

        Assert.Equal(1, pace.Length, 1e-5);
    }

    [Fact]
    public void EvenPace_OfWhatStands_IsTheTimeItself()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0.3, EvenPace.Measure(_ => zeros(1, 3, 8, 8), 9).TimeAt(0.3));
    }

    [Fact]
    public void FrameDistance_SeesColoursMoreThanNoise()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var grey = full([1, 3, 64, 64], 0.5);
        var noisy = grey + (0.1 * randn([1, 3, 64, 64], device: random.device, generator: random));

        Assert.Equal(0, FrameDistance.Between(grey, grey));
        Assert.Equal(0.1, FrameDistance.Between(grey, grey + 0.1), 1e-5);
        Assert.InRange(FrameDistance.Between(grey, noisy), 0.01, 0.06); // as bright everywhere, and averaged away at small sizes
    }
}

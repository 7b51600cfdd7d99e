using Atelier.Torch;

namespace Atelier.Torch.Tests;

public class GradientCutsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clamp_InAPass_HasTheGradientOfANode(bool isForced)
    {
        using var scope = NewDisposeScope();
        var x = tensor((float[])[-1, -0.5f, 0.25f, 0.75f, 1.5f, 2]).requires_grad_();
        using var cuts = new GradientCuts(isForced);

        var y = StraightThrough.Clamp(x * 1, 0, 1);
        cuts.Backward((y * tensor((float[])[1, -1, 2, -2, 3, -3])).sum());

        Assert.Equal([0, 0, 0.25f, 0.75f, 1, 1], y.ToArray<float>());
        Assert.Equal([0, -1, 2, -2, 3, 0], x.grad!.ToArray<float>()); // what a step down the gradient would push further outside is 0
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clamps_OnEachOtherAndOnASharedGraph_AddUp(bool isForced)
    {
        using var scope = NewDisposeScope();
        var x = tensor((float[])[0.5f, 1.5f]).requires_grad_();
        using var cuts = new GradientCuts(isForced);

        var shared = StraightThrough.Clamp(x.square(), 0, 1);
        var (a, b) = (StraightThrough.Clamp(shared * 3, 0, 1), StraightThrough.Clamp(shared * 0.5, 0, 1));
        cuts.Backward((a + b + shared).sum());

        // d/dx (3 + 0.5 + 1) x², where 3 · 1 lies above 1 and a positive gradient leads back
        Assert.Equal([4.5f, 13.5f], x.grad!.ToArray<float>());
    }

    [Fact]
    public void Clamp_WithoutGradients_CutsNothing()
    {
        using var scope = NewDisposeScope();
        using var cuts = new GradientCuts(isForced: true);
        using var noGrad = no_grad();

        Assert.Equal([1f], StraightThrough.Clamp(tensor((float[])[3]).requires_grad_(), 0, 1).ToArray<float>());
    }
}

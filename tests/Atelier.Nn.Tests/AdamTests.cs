using Atelier.Nn.Optimisation;
using Atelier.Core;

namespace Atelier.Nn.Tests;

public class AdamTests
{
    [Theory]
    [InlineData(AdamVariant.Adam)]
    [InlineData(AdamVariant.AdamW)]
    [InlineData(AdamVariant.RAdam)]
    [InlineData(AdamVariant.AdaBelief)]
    public void Step_OnAParabola_FindsItsLowestPoint(AdamVariant variant)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 5f, -3f }, [2]).requires_grad_();
        using var adam = new Adam("x", x, 0.1, variant);
        for (var i = 0; i < 600; i++)
        {
            x.grad = null;
            (x - 1).square().sum().backward();
            adam.Step();
        }

        Assert.All(x.detach().ToArray<float>(), value => Assert.Equal(1, value, 2));
    }

    [Fact]
    public void FirstStep_OfAdam_IsTheLearningRateAlongTheSign()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 5f, -3f }, [2]).requires_grad_();
        using var adam = new Adam("x", x, 0.1);
        x.square().sum().backward();

        adam.Step();

        Assert.Equal([4.9f, -2.9f], x.detach().ToArray<float>().Select(value => MathF.Round(value, 5)));
    }
}

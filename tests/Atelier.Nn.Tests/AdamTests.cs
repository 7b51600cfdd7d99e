using Atelier.Nn.Optimisation;
using Atelier.Tensors;

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
        using var scope = TensorScope.Enter();
        var x = Tensor.From([5f, -3f], 2).RequireGradient();
        using var adam = new Adam("x", x, 0.1, variant);
        for (var i = 0; i < 600; i++)
        {
            x.Gradient = null;
            (x - 1).Square().Sum().Backward();
            adam.Step();
        }

        Assert.All(x.Detach().ToArray<float>(), value => Assert.Equal(1, value, 2));
    }

    [Fact]
    public void FirstStep_OfAdam_IsTheLearningRateAlongTheSign()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([5f, -3f], 2).RequireGradient();
        using var adam = new Adam("x", x, 0.1);
        x.Square().Sum().Backward();

        adam.Step();

        Assert.Equal([4.9f, -2.9f], x.Detach().ToArray<float>().Select(value => MathF.Round(value, 5)));
    }
}

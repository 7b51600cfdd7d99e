using Atelier.Training.Learners.SuperResolution;
using Atelier.Training.Loop;

namespace Atelier.Training.Tests.Learners.SuperResolution;

public sealed class UpscalerLossTests
{
    [Fact]
    public void Psnr_IsTheMeanOfThePicturesDecibels()
    {
        using var scope = NewDisposeScope();
        var error = stack([full([3, 4, 4], 0.1), full([3, 4, 4], -0.01)], 0);

        Assert.Equal(-30, UpscalerLoss.PsnrLoss(error).ToDouble(), 2);
    }

    [Fact]
    public void Pixels_AddsTheWeightedTerms()
    {
        using var scope = NewDisposeScope();
        var error = full([1, 3, 4, 4], 0.1);

        double Loss(double absolute, double squared, double psnr) => new UpscalerLoss(
            absolute, squared, psnr, null, 0, 0, null, new OptimiserOptions()).Pixels(error).ToDouble();

        Assert.Equal(0.1, Loss(1, 0, 0), 5);
        Assert.Equal(0.05 + 0.02 - 0.2, Loss(0.5, 2, 0.01), 4);
    }
}

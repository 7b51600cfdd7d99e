using Atelier.Art.Complete;
using Atelier.Models.Codecs.VqVae;
using Atelier.Training.Evaluation;

namespace Atelier.Training.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void PrecisionAndRecall_OfSetsThatAreTheSame_Apart_OrOneInTheOther_AreWhatTheyMean()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var real = randn([300, 4], device: random.device, generator: random);

        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Between(real, real));
        Assert.Equal(new PrecisionRecall(0, 0), PrecisionRecall.Between(real, real + 100));
        // few modes: all of them real, but not all that is real
        var narrow = PrecisionRecall.Between(real, randn([300, 4], device: random.device, generator: random) * 0.2);
        Assert.InRange(narrow.Precision, 0.95, 1);
        Assert.InRange(narrow.Recall, 0, 0.2);
    }

    [Fact]
    public void PrecisionAndRecall_OfAFewPointsOnALine_CountTheBallsByHand()
    {
        using var scope = NewDisposeScope();
        // reach to the nearest: 1, 1, 2 of the real, 4, 4, 15.5 of the made
        var (real, made) = (tensor(new float[] { 0f, 1f, 3f }, [3, 1]), tensor(new float[] { 0.5f, 4.5f, 20f }, [3, 1]));

        Assert.Equal(new PrecisionRecall(2 / 3f, 1), PrecisionRecall.Between(real, made, neighbours: 1));
    }

    [Fact]
    public void ObservedCodes_AreOfTheKnownPartAlone()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var codec = new VqVaeModel(
            Weights.Fresh(random), new() { PictureChannels = 1, Channels = 8, ResidualChannels = 4, CodebookSize = 64, CodebookWidth = 4 });
        var x = rand([2, 1, 16, 16], device: random.device, generator: random);
        var other = cat([x.narrow(2, 0, 8), rand([2, 1, 8, 16], device: random.device, generator: random)], 2);
        var half = new InpaintMask(0, 0, 16, 8);

        var codes = half.Encode(codec, x).ToArray<long>();
        Assert.Equal(codes, half.Encode(codec, other).ToArray<long>());
        Assert.All(codes[8..16], code => Assert.Equal(-1, code));
        Assert.All(codes[..8], code => Assert.InRange(code, 0, 63));
    }

    [Fact]
    public void ALinearProbe_IsRightWhereALineParts_AndGuessesWhereNothingDoes()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var (x, test) =
            (randn([400, 5], device: random.device, generator: random), randn([400, 5], device: random.device, generator: random));
        Tensor Side(Tensor features) => features.select(1, 2).gt(0.1).to(ScalarType.Int64);
        Tensor Coin() => randint(0, 2, [400], device: random.device, generator: random);

        Assert.InRange(LinearProbe.Accuracy(x, Side(x), test, Side(test), 2), 0.95, 1);
        Assert.InRange(LinearProbe.Accuracy(x, Coin(), test, Coin(), 2), 0.4, 0.6);
    }
}

using Atelier.Models.Prior;
using Atelier.Torch.Optimisation;

namespace Atelier.Models.Tests;

public class CodePriorTests
{
    private static readonly CodePriorOptions Options =
        new() { Gpt = new() { Layers = 2, Heads = 2, Width = 16 }, Codes = 11, Side = 3, Classes = 4 };

    [Fact]
    public void CrossEntropy_IsThatOfTheLogitsOfTheCodesAlone()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = Excited(random);
        var codes = Codes(2, random);
        var classes = tensor(new long[] { 1L, 3L }, [2]);

        var logits = prior.Gpt.forward(cat([(classes + 11).to(ScalarType.Int64).unsqueeze(1), codes.narrow(1, 0, 8)], 1)).narrow(2, 0, 11);

        Assert.Equal(
            F.cross_entropy(logits.flatten(0, end_dim: 1), codes.reshape(-1)).ToDouble(),
            prior.CrossEntropy(codes, new(Classes: classes)).ToDouble(),
            1e-5);
    }

    [Fact]
    public void ClassShares_OfKnownCodes_FollowBayesRule()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = Excited(random);
        var codes = Codes(2, random);

        var shares = prior.ClassProbabilities(codes).ToArray<float>();

        for (var row = 0; row < 2; row++)
        {
            var likelihoods = Enumerable.Range(0, 4)
                .Select(c => Math.Exp(
                    -9 * prior.CrossEntropy(codes.narrow(0, row, 1), new(Classes: tensor(new long[] { (long)c }, [1]))).ToDouble()))
                .ToArray();
            for (var c = 0; c < 4; c++)
            {
                Assert.Equal(likelihoods[c] / likelihoods.Sum(), shares[(row * 4) + c], 1e-4);
            }
        }

        Assert.True(shares.Max() > 0.4, "the classes differ"); // else the test would tell nothing
    }

    [Fact]
    public void CrossEntropy_WithClasses_IsOfKnownCodes_AndOfClassesThatAreNotTold_AfterWhatIsKnown()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = Excited(random, Options with { HasNullClass = true, HasClassHead = true });
        var codes = Codes(3, random);
        var (told, truth) = (new Conditioning(Classes: tensor(new long[] { 4L, 3L, 4L }, [3])), tensor(new long[] { 1L, 3L, 0L }, [3]));
        var part = codes.clone();
        part.narrow(0, 2, 1).narrow(1, 5, 4).fill_(-1);                            // of the last picture, five codes are known

        var (ofCodes, ofClasses) = prior.CrossEntropy(part, told, truth);

        var logits = prior.Gpt.forward(cat([(told.Classes! + 11).to(ScalarType.Int64).unsqueeze(1), codes.narrow(1, 0, 8)], 1));
        double Sum(int row, int places, long first, long count, Tensor targets) =>
            places * F.cross_entropy(logits.select(0, row).narrow(0, 0, places).narrow(1, first, count), targets).ToDouble();
        double OfCodes(int row, int places) => Sum(row, places, 0, 11, codes.select(0, row).narrow(0, 0, places));
        double OfClass(int row, int places) => Sum(row, places, 11, 4, truth.narrow(0, row, 1).expand(places));
        Assert.Equal((Math.Round(23 / 27.0, 6), Math.Round(15 / 27.0, 6)), (Math.Round(ofCodes.Share, 6), Math.Round(ofClasses.Share, 6)));
        Assert.Equal((OfCodes(0, 9) + OfCodes(1, 9) + OfCodes(2, 5)) / 27, ofCodes.Loss.ToDouble(), 1e-5);
        Assert.Equal((OfClass(0, 9) + OfClass(2, 6)) / 27, ofClasses.Loss.ToDouble(), 1e-5); // it is told after the fifth too
        Assert.Equal(prior.CrossEntropy(codes, told).ToDouble(), prior.CrossEntropy(codes, told, truth).Codes.Loss.ToDouble(), 1e-6);
        Assert.Equal(
            (0.0, 0.0),
            (
                prior.CrossEntropy(codes, new(Classes: truth), truth).Classes.Share,
                prior.CrossEntropy(codes, new(Classes: truth), truth).Classes.Loss.ToDouble()));
    }

    [Fact]
    public void APriorThatTellsTheClass_LearnsIt_AndItsSharesAreWhatItTells()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = new CodePrior(Weights.Fresh(random), Options with { HasNullClass = true, HasClassHead = true });
        using var adam = new Adam(prior.named_parameters(), 0.02);
        var any = new Conditioning(Classes: full([8], 4));
        var classes = tensor(new long[] { 0L, 1, 2, 3, 0, 1, 2, 3 }, [8]);
        // the first code tells the class
        var codes = cat([(classes.unsqueeze(1) + 5).to(ScalarType.Int64), Codes(8, random).narrow(1, 1, 8)], 1);
        for (var step = 0; step < 60; step++)
        {
            using var inner = NewDisposeScope();
            prior.zero_grad();
            prior.CrossEntropy(codes, any, classes).Classes.Loss.backward();
            adam.Step();
        }

        float[] Shares(int known) => prior.ClassProbabilities(
            cat([codes.narrow(1, 0, known), (zeros_like(codes.narrow(1, known, 9 - known)) - 1).to(ScalarType.Int64)], 1)).ToArray<float>();
        foreach (var known in new[] { 1, 4, 9 })
        {
            var shares = Shares(known);
            Assert.All(Enumerable.Range(0, 8), row => Assert.InRange(shares[(row * 4) + (row % 4)], 0.8, 1));
        }

        Assert.Equal(0.25f, Shares(0)[0]);
    }

    [Fact]
    public void ClassShares_OfBoth_AreWhatIsToldTimesTheRootOfBayesShares()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var again = new Generator(3);
        using var prior = Excited(random, Options with { HasNullClass = true, HasClassHead = true });
        using var bayes = Excited(again, Options with { HasNullClass = true }); // the same weights
        var codes = Codes(2, random);

        var shares = prior.ClassProbabilities(codes, combineWithBayes: true);

        var product = prior.ClassProbabilities(codes) * bayes.ClassProbabilities(codes).sqrt();
        Assert.True((shares - (product / product.sum([1], keepdim: true))).abs().max().ToDouble() < 1e-5);
        // else the test would tell nothing
        Assert.True((shares - prior.ClassProbabilities(codes)).abs().max().ToDouble() > 0.05, "the two say the same");
    }

    [Fact]
    public void ClassShares_LookNoFurtherThanTheFirstUnknownCode()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = Excited(random);
        var codes = Codes(1, random).ToArray<long>();
        long[] first = [.. codes[..4], .. Enumerable.Repeat(-1L, 5)], later =
            [.. codes[..4], -1, .. codes[5..]], none = [-1, .. codes[1..]];

        float[] Shares(long[] known) => prior.ClassProbabilities(tensor(known, [1, 9])).ToArray<float>();

        Assert.Equal(Shares(first), Shares(later));
        Assert.NotEqual(Shares(first), Shares(codes));
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], Shares(none));
    }

    [Fact]
    public void Sample_KeepsWhatIsKnown_AndGoesOnFromAll()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var prior = Excited(random, Options with { HasNullClass = true });
        var conditioning = new Conditioning(Classes: tensor(new long[] { 1L, 3L }, [2]));
        var guided = Sampling.Greedy with { GuidanceScale = 2 };
        foreach (var sampling in new[] { Sampling.Greedy, guided })
        {
            var whole = prior.Sample(2, conditioning, sampling, random);                                 // [2, 9]
            var (start, unknown) = (whole.narrow(1, 0, 4), (zeros_like(whole.narrow(1, 0, 5)) - 1).to(ScalarType.Int64));

            Assert.Equal(whole.ToArray<long>(), prior.Sample(2, conditioning, sampling, random, cat([start, unknown], 1)).ToArray<long>());
            Assert.Equal(whole.ToArray<long>(), prior.Sample(2, conditioning, sampling, random, whole).ToArray<long>());
        }

        var later = prior.Sample(
            2,
            conditioning,
            new(),
            random,
            tensor(new long[] { -1L, 5, -1, -1, -1, -1, -1, -1, 2, -1, 6, -1, -1, -1, -1, -1, -1, 3 }, [2, 9])).ToArray<long>();
        Assert.Equal([5, 2, 6, 3], [later[1], later[8], later[10], later[17]]);
        Assert.All(later, code => Assert.InRange(code, 0, 10));
    }

    // weights so large that classes matter
    private static CodePrior Excited(Generator random, CodePriorOptions? options = null)
    {
        var prior = new CodePrior(Weights.Fresh(random), options ?? Options);
        using var noGrad = no_grad();
        foreach (var parameter in prior.state_dict()
            .Where(parameter => parameter.Key.EndsWith("weight", StringComparison.Ordinal) && parameter.Value.ndim == 2))
        {
            parameter.Value.mul_(12);
        }

        return prior;
    }

    private static Tensor Codes(long count, Generator random) =>
        (rand([count, 9], device: random.device, generator: random) * 11).to(ScalarType.Int64);
}

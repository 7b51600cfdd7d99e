using Atelier.Models.Gpt;
using Atelier.Nn;
using Atelier.Nn.Optimisation;
using Atelier.Tensors;

namespace Atelier.Models.Tests;

public class CodePriorTests
{
    private static readonly CodePriorOptions Options = new() { Gpt = new() { Layers = 2, Heads = 2, Width = 16 }, Codes = 11, Side = 3, Classes = 4 };

    [Fact]
    public void CrossEntropy_IsThatOfTheLogitsOfTheCodesAlone()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = Excited(random);
        var codes = Codes(2, random);
        var classes = Tensor.From([1L, 3L], 2);

        var logits = prior.Gpt.Forward(Tensor.Concat(1, (classes + 11).To(DType.Int64).Unsqueeze(1), codes.Narrow(1, 0, 8))).Narrow(2, 0, 11);

        Assert.Equal(Functional.CrossEntropy(logits.Flatten(0, 1), codes.Reshape(-1)).Item(), prior.CrossEntropy(codes, new(Classes: classes)).Item(), 1e-5);
    }

    [Fact]
    public void ClassShares_OfKnownCodes_FollowBayesRule()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = Excited(random);
        var codes = Codes(2, random);

        var shares = prior.ClassShares(codes).ToArray<float>();

        for (var row = 0; row < 2; row++)
        {
            var likelihoods = Enumerable.Range(0, 4).Select(c => Math.Exp(-9 * prior.CrossEntropy(codes.Narrow(0, row, 1), new(Classes: Tensor.From([(long)c], 1))).Item())).ToArray();
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
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = Excited(random, Options with { AnyClass = true, TellsClass = true });
        var codes = Codes(3, random);
        var (told, truth) = (new Wish(Classes: Tensor.From([4L, 3L, 4L], 3)), Tensor.From([1L, 3L, 0L], 3));
        var part = codes.Clone();
        part.Narrow(0, 2, 1).Narrow(1, 5, 4).FillInPlace(-1);                            // of the last picture, five codes are known

        var (ofCodes, ofClasses) = prior.CrossEntropy(part, told, truth);

        var logits = prior.Gpt.Forward(Tensor.Concat(1, (told.Classes! + 11).To(DType.Int64).Unsqueeze(1), codes.Narrow(1, 0, 8)));
        double Sum(int row, int places, long first, long count, Tensor targets) =>
            places * Functional.CrossEntropy(logits.Select(0, row).Narrow(0, 0, places).Narrow(1, first, count), targets).Item();
        double OfCodes(int row, int places) => Sum(row, places, 0, 11, codes.Select(0, row).Narrow(0, 0, places));
        double OfClass(int row, int places) => Sum(row, places, 11, 4, truth.Narrow(0, row, 1).Expand(places));
        Assert.Equal((Math.Round(23 / 27.0, 6), Math.Round(15 / 27.0, 6)), (Math.Round(ofCodes.Share, 6), Math.Round(ofClasses.Share, 6)));
        Assert.Equal((OfCodes(0, 9) + OfCodes(1, 9) + OfCodes(2, 5)) / 27, ofCodes.Loss.Item(), 1e-5);
        Assert.Equal((OfClass(0, 9) + OfClass(2, 6)) / 27, ofClasses.Loss.Item(), 1e-5); // it is told after the fifth too
        Assert.Equal(prior.CrossEntropy(codes, told).Item(), prior.CrossEntropy(codes, told, truth).Codes.Loss.Item(), 1e-6);
        Assert.Equal((0.0, 0.0), (prior.CrossEntropy(codes, new(Classes: truth), truth).Classes.Share, prior.CrossEntropy(codes, new(Classes: truth), truth).Classes.Loss.Item()));
    }

    [Fact]
    public void APriorThatTellsTheClass_LearnsIt_AndItsSharesAreWhatItTells()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = new CodePrior(Weights.Fresh(random), Options with { AnyClass = true, TellsClass = true });
        using var adam = new Adam(prior.Parameters.All, 0.02);
        var any = new Wish(Classes: Tensor.Full([8], 4).To(DType.Int64));
        var classes = Tensor.From([0L, 1, 2, 3, 0, 1, 2, 3], 8);
        var codes = Tensor.Concat(1, (classes.Unsqueeze(1) + 5).To(DType.Int64), Codes(8, random).Narrow(1, 1, 8)); // the first code tells the class
        for (var step = 0; step < 60; step++)
        {
            using var inner = TensorScope.Enter();
            prior.Parameters.ClearGradients();
            prior.CrossEntropy(codes, any, classes).Classes.Loss.Backward();
            adam.Step();
        }

        float[] Shares(int known) => prior.ClassShares(Tensor.Concat(1, codes.Narrow(1, 0, known), (codes.Narrow(1, known, 9 - known).ZerosLike() - 1).To(DType.Int64))).ToArray<float>();
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
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var again = new RandomGenerator(3);
        using var prior = Excited(random, Options with { AnyClass = true, TellsClass = true });
        using var bayes = Excited(again, Options with { AnyClass = true }); // the same weights
        var codes = Codes(2, random);

        var shares = prior.ClassShares(codes, both: true);

        var product = prior.ClassShares(codes) * bayes.ClassShares(codes).Sqrt();
        Assert.True((shares - (product / product.Sum([1], keep: true))).Abs().Max().Item() < 1e-5);
        Assert.True((shares - prior.ClassShares(codes)).Abs().Max().Item() > 0.05, "the two say the same"); // else the test would tell nothing
    }

    [Fact]
    public void ClassShares_LookNoFurtherThanTheFirstUnknownCode()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = Excited(random);
        var codes = Codes(1, random).ToArray<long>();
        long[] first = [.. codes[..4], .. Enumerable.Repeat(-1L, 5)], later = [.. codes[..4], -1, .. codes[5..]], none = [-1, .. codes[1..]];

        float[] Shares(long[] known) => prior.ClassShares(Tensor.From(known, 1, 9)).ToArray<float>();

        Assert.Equal(Shares(first), Shares(later));
        Assert.NotEqual(Shares(first), Shares(codes));
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], Shares(none));
    }

    [Fact]
    public void Sample_KeepsWhatIsKnown_AndGoesOnFromAll()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        using var prior = Excited(random, Options with { AnyClass = true });
        var (wish, guided) = (new Wish(Classes: Tensor.From([1L, 3L], 2)), Sampling.Greedy with { Guidance = 2 });
        foreach (var sampling in new[] { Sampling.Greedy, guided })
        {
            var whole = prior.Sample(2, wish, sampling, random);                                 // [2, 9]
            var (start, unknown) = (whole.Narrow(1, 0, 4), (whole.Narrow(1, 0, 5).ZerosLike() - 1).To(DType.Int64));

            Assert.Equal(whole.ToArray<long>(), prior.Sample(2, wish, sampling, random, Tensor.Concat(1, start, unknown)).ToArray<long>());
            Assert.Equal(whole.ToArray<long>(), prior.Sample(2, wish, sampling, random, whole).ToArray<long>());
        }

        var later = prior.Sample(2, wish, new(), random, Tensor.From([-1L, 5, -1, -1, -1, -1, -1, -1, 2, -1, 6, -1, -1, -1, -1, -1, -1, 3], 2, 9)).ToArray<long>();
        Assert.Equal([5, 2, 6, 3], [later[1], later[8], later[10], later[17]]);
        Assert.All(later, code => Assert.InRange(code, 0, 10));
    }

    // weights so large that classes matter
    private static CodePrior Excited(RandomGenerator random, CodePriorOptions? options = null)
    {
        var prior = new CodePrior(Weights.Fresh(random), options ?? Options);
        using var pause = Autograd.Pause();
        foreach (var parameter in prior.Parameters.All.Where(parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal) && parameter.Value.Rank == 2))
        {
            parameter.Value.MulInPlace(12);
        }

        return prior;
    }

    private static Tensor Codes(long count, RandomGenerator random) => (Tensor.Rand([count, 9], random) * 11).To(DType.Int64);
}

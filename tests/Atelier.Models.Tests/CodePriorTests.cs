using Atelier.Models.Gpt;
using Atelier.Nn;
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

    // weights so large that classes matter
    private static CodePrior Excited(RandomGenerator random)
    {
        var prior = new CodePrior(Weights.Fresh(random), Options);
        using var pause = Autograd.Pause();
        foreach (var parameter in prior.Parameters.All.Where(parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal) && parameter.Value.Rank == 2))
        {
            parameter.Value.MulInPlace(12);
        }

        return prior;
    }

    private static Tensor Codes(long count, RandomGenerator random) => (Tensor.Rand([count, 9], random) * 11).To(DType.Int64);
}

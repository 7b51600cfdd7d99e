using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Tests.Imagine;

/// <summary>What each regulariser of the guided loop does, with pixels as the latent: plain formulas say where they go.</summary>
public sealed class RegulariserTests
{
    private const double Rate = 0.05, Momentum = 0.9, Pull = 0.7;
    private static readonly ImagineOptions Nothing = new()
    {
        Optimizer = OptimizerKind.Sgd, LearningRate = Rate, Anchor = 0, TotalVariation = 0, CodeCommitment = 0,
    };

    [Fact]
    public void Anchor_HoldsTheLatentThroughout() =>
        AssertSteps(Nothing with { Anchor = 3 }, (x, start, _) => Pull + (2 * 3 * (x - start)));

    [Fact]
    public void InitWeight_HoldsTheLatent_AndFades() =>
        AssertSteps(Nothing with { InitWeight = 3 }, (x, start, i) => Pull + (2 * 3 / ((2.0 * i) + 1) * (x - start)));

    [Fact]
    public void LatentDecay_DrawsTheLatentTowardsZero() =>
        AssertSteps(Nothing with { LatentDecay = 3 }, (x, _, _) => Pull + (2 * 3 * x));

    [Fact]
    public void CodeCommitment_DrawsTheLatentTowardsItsNearestCodes() =>
        AssertSteps(Nothing with { CodeCommitment = 3 }, (x, _, _) => Pull + (2 * 3 * (x - Math.Round(x))));

    [Fact]
    public void NoRegulariser_LeavesTheLatentToTheCritic() => AssertSteps(Nothing, (_, _, _) => Pull);

    [Fact]
    public void TotalVariation_EvensThePictureOut_AndKeepsItsMean()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var start = rand([1, 3, 6, 8], generator: random);
        using var pixels = new Pixels();
        using var loop = new GuidedLoop(Nothing with { TotalVariation = 1 }, pixels, [], start);

        for (var i = 0; i < 20; i++)
        {
            loop.Step();
        }

        var picture = loop.Picture();
        Assert.True(Variation(picture) < 0.8 * Variation(start), $"from {Variation(start)} to {Variation(picture)}");
        Assert.Equal(start.mean().ToDouble(), picture.mean().ToDouble(), 1e-5);
    }

    private static double Variation(Tensor x) => (x.diff(dim: 2).abs().mean() + x.diff(dim: 3).abs().mean()).ToDouble();

    // gradients are of one of n values, whose losses are means
    private static void AssertSteps(ImagineOptions options, Func<double, double, int, double> gradient)
    {
        using var scope = NewDisposeScope();
        float[] values = [0.9f, -0.4f, 1.7f, 0.2f, 0f, -2.3f];
        using var pixels = new Pixels();
        using var critic = new Darker();
        using var loop = new GuidedLoop(options, pixels, [critic], tensor(values, [1, 3, 1, 2]));
        var (expected, speed) = (values.Select(value => (double)value).ToArray(), new double[values.Length]);

        for (var i = 0; i < 12; i++)
        {
            loop.Step();
            for (var j = 0; j < values.Length; j++)
            {
                speed[j] = (Momentum * speed[j]) + (gradient(expected[j], values[j], i) / values.Length);
                expected[j] -= Rate * speed[j];
            }
        }

        Assert.All(expected.Zip(loop.Picture().ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    // the latent is the picture; its codes are the whole numbers
    private sealed class Pixels : ICodebookGenerator
    {
        public Device Device => CPU;

        public Latent Random(long height, long width, Generator random) => rand([1, 3, height, width], generator: random);

        public Latent Encode(Tensor picture) => picture.clone();

        public Tensor Lookup(Tensor codes, long height, long width) => codes.reshape(1, 1, height, width);

        public Tensor Generate(Latent latent) => latent.Value.clone();

        public Tensor Nearest(Tensor latent) => latent.detach().round();

        public void Project(Latent latent)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Darker : ICritic
    {
        public IReadOnlyList<string> Names => ["darker"];

        public Tensor Cutouts(Tensor picture, Generator random) => picture;

        public Tensor Embed(Tensor cutouts) => cutouts.mean([1, 2, 3]);

        public Tensor[] Losses(Tensor embeddings) => [embeddings.mean() * Pull];

        public Tensor Rank(Tensor pictures) => pictures.mean([1, 2, 3]) * Pull;

        public ICritic ForWords(string words) => throw new NotSupportedException();

        public void Weigh(IReadOnlyDictionary<string, double> weights) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}

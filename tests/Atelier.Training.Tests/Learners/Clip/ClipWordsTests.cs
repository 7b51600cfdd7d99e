using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Learners.Clip;
using Atelier.Training.Loop;

namespace Atelier.Training.Tests.Learners.Clip;

/// <summary>Training a CLIP's words alone.</summary>
public sealed class ClipWordsTests : IDisposable
{
    private const int Side = 32;
    private static readonly OptimiserOptions Optimiser = new() { LearningRate = 1e-2 };
    private readonly BytePairVocabulary _vocabulary = BytePairVocabulary.Learn(new Dictionary<string, int> { ["fox"] = 1, ["dog"] = 1 }, 4);
    private readonly ClipModel _model;
    private readonly Generator _random = new(1);

    public ClipWordsTests()
    {
        _model = new(Weights.Fresh(_random), new()
        {
            EmbeddingWidth = 16, Resolution = Side, VisionLayers = null, ResNetLayers = [1, 1, 1, 1], VisionWidth = 16, ContextLength = 8,
            VocabularySize = _vocabulary.Size, TextWidth = 16, TextLayers = 1,
        });
        _model.requires_grad_();
    }

    public void Dispose()
    {
        _model.Dispose();
        _random.Dispose();
    }

    [Fact]
    public void FrozenVision_StaysAsItIs_WhileWordsAreTrained()
    {
        using var scope = NewDisposeScope();
        _model.FreezeVision();
        var before = _model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        using var learner = new ClipLearner(_model, _vocabulary, Optimiser, 0, mergeDropout: 0.5);

        for (var step = 0; step < 3; step++)
        {
            learner.Loss(learner.Modules[0], Batch(), Context(step)).backward();
            learner.Modules[0].OptimizerStep(step, 3, 0, new SingleProcess());
        }

        Assert.All(_model.state_dict(), entry => Assert.Equal(
            entry.Key.StartsWith("visual.", StringComparison.Ordinal), IsSame(entry.Value, before[entry.Key])));
    }

    [Fact]
    public void FrozenFeatures_OfARepeatedPicture_AreKept()
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var features = new FrozenFeatures(_model);

        var first = features.Of(Batch());
        var again = features.Of(Batch() with { Pixels = new byte[2 * Side * Side * 3] });

        Assert.True(first.allclose(_model.encode_image(Batch().ToTensor()), rtol: 1e-4, atol: 1e-5));
        Assert.True(IsSame(first, again));
        Assert.False(IsSame(first, features.Of(Batch() with { Pixels = new byte[2 * Side * Side * 3], Numbers = [2, 3] })));
    }

    [Fact]
    public void CaptionsThatAreTrueByChance_AreNoNegatives()
    {
        using var scope = NewDisposeScope();
        using var learner = new ClipLearner(_model, _vocabulary, Optimiser, 0);

        bool[,] all = { { true, true }, { true, true } }, own = { { true, false }, { false, true } };
        var loss = learner.Loss(learner.Modules[0], Batch() with { Truths = all }, Context(0));
        var contrasted = learner.Loss(learner.Modules[0], Batch() with { Truths = own }, Context(0));

        var swapped = learner.Loss(learner.Modules[0], Batch() with { Truths = own, Captions = ["dog", "fox"] }, Context(0));

        Assert.Equal(0, loss.ToDouble(), 6); // nothing is left to be told from
        Assert.True((contrasted + swapped).ToDouble() > 2 * Math.Log(2) - 1e-4); // one of the two orders is the wrong one
        Assert.Equal(
            learner.Loss(learner.Modules[0], Batch(), Context(0)).ToDouble(), contrasted.ToDouble(), 5);
    }

    [Fact]
    public void GrownEmbeddings_AreMeansOfTheirPieces_AndKeepStartAndEnd()
    {
        using var scope = NewDisposeScope();
        var grown = _vocabulary.Grow(new Dictionary<string, int> { ["foxdog"] = 2 }, 3);
        var old = randn(_vocabulary.Size, 4);

        var key = "token_embedding.weight";
        var weight = GrownEmbeddings.Replace(
            new Dictionary<string, StoredTensor> { [key] = new(old.shape, () => old) }, _vocabulary, grown)[key].Read();

        Assert.Equal([grown.Size, 4], weight.shape);
        Assert.True(IsSame(weight[grown.Start], old[_vocabulary.Start]));
        Assert.True(IsSame(weight[grown.End], old[_vocabulary.End]));
        Assert.True(IsSame(weight[.._vocabulary.Start], old[.._vocabulary.Start]));
        var pieces = grown.PartsOf(_vocabulary.Start);
        Assert.True(weight[_vocabulary.Start].allclose((old[pieces[0]] + old[pieces[1]]) / 2));
    }

    private static bool IsSame(Tensor a, Tensor b) => a.eq(b).all().ToBoolean();

    private static StepContext Context(long step) => new(step, 3, 0, new SingleProcess(), new Generator(1), new());

    private static PictureBatch Batch() => new(
        [.. Enumerable.Range(0, 2 * Side * Side * 3).Select(i => (byte)(i * 7 % 251))], Side, 3, [-1, -1], ["fox", "dog"])
    {
        Numbers = [0, 1],
    };
}

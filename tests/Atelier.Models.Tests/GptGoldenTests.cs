using Atelier.Core;
using Atelier.Models.Prior;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests;

public class GptGoldenTests
{
    private const int Heads = 2; // of the golden

    [Fact]
    public void Tiny_LogitsLossAndGradients_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("gpt-tiny");
        using var model = Load();
        model.requires_grad_();

        var logits = model.forward(golden.In("idx"));
        var loss = F.cross_entropy(logits.reshape(-1, model.Options.VocabularySize), golden.In("targets").reshape(-1));
        loss.backward();

        golden.Check("logits", logits);
        golden.Check("loss", loss);
        var compared = 0;
        foreach (var parameter in model.state_dict().Where(parameter => golden.Has("grad." + parameter.Key)))
        {
            golden.Check("grad." + parameter.Key, parameter.Value.grad!);
            compared++;
        }

        Assert.Equal(6, compared);
    }

    [Fact]
    public void Tiny_WithEmbeddingsBefore_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("gpt-tiny");
        using var model = Load();

        golden.Check("emb.logits", model.forward(golden.In("idx"), golden.In("emb")));
    }

    [Fact]
    public void Tiny_WithEightUnmaskedTokens_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("gpt-tiny");
        var stored = Stored().ToDictionary(pair => pair.Key, pair => pair.Key.EndsWith("mask", StringComparison.Ordinal)
            ? new StoredTensor(pair.Value.Shape, () => GptModel.Mask(64, 8))
            : pair.Value);
        using var model = GptFile.Load(stored, Heads, "golden");

        golden.Check("unmasked.logits", model.forward(golden.In("idx")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tiny_Greedy_GivesTheOfficialTokensWithAndWithoutCache(bool cached)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("gpt-tiny");
        using var model = Load();
        using var random = new Generator(1);

        var prompt = golden.In("prompt");

        golden.Check("greedy", GptSampler.Generate(model, prompt, 16, Sampling.Greedy, random, cached: cached));
        golden.Check("greedy_past", GptSampler.Generate(model, prompt.narrow(1, 0, 1), 16, Sampling.Greedy, random, cached: cached)
            .narrow(1, 1, 16)); // from the first token
    }

    [Fact]
    public void Cache_ReadInPieces_GivesTheSameLogitsAsAtOnce()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("gpt-tiny");
        using var model = Load();
        using var cache = new GptCache(model.Options, 2);
        var tokens = golden.In("idx");

        var pieces = cat([
            model.forward(tokens.narrow(1, 0, 20), cache: cache),
            model.forward(tokens.narrow(1, 20, 1), cache: cache),
            model.forward(tokens.narrow(1, 21, 27), cache: cache),
        ], 1);

        golden.Check("logits", pieces);
    }

    [Fact]
    public void Sampling_WithTheSameSeed_IsTheSameWithAndWithoutCache_AndSlidesBeyondTheBlock()
    {
        using var scope = NewDisposeScope();
        using var model = Load();
        var prefix = Golden.Open("gpt-tiny").In("emb");
        var prompt = Golden.Open("gpt-tiny").In("idx"); // 48 tokens, 3 before them, in a block of 64
        var how = new Sampling { Temperature = 0.9, TopK = 20, TopP = 0.9 };

        long[] Draw(bool cached, int steps)
        {
            using var random = new Generator(3);
            return GptSampler.Generate(model, prompt, steps, how, random, prefix, cached).ToArray<long>();
        }

        Assert.Equal(Draw(false, 14), Draw(true, 14));
        Assert.Equal(2 * (48 + 20), Draw(true, 20).Length);
    }

    [Fact]
    public void Choose_WithTopK_TakesOnlyTheLikeliest_AndTopPOnlyThoseThatHoldTheShare()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var logits = tensor(new float[] { 0.1f, 0.4f, 0.2f, 0.3f }, [1, 4]).log().expand(400, 4);

        var two = GptSampler.SampleToken(logits, new() { TopK = 2 }, random).ToArray<long>().Distinct().Order();
        var most = GptSampler.SampleToken(logits, new() { TopP = 0.65 }, random).ToArray<long>().Distinct().Order();
        var wider = GptSampler.SampleToken(logits, new() { TopP = 0.75 }, random).ToArray<long>().Distinct().Order();

        Assert.Equal([1, 3], two);
        Assert.Equal([1, 3], most);
        Assert.Equal([1, 2, 3], wider);
    }

    [Theory]
    [InlineData("taming-gpt-drin", 16)]
    [InlineData("taming-gpt-cin", 24)]
    public void Layout_OfAReleasedModel_LoadsWithNothingMissingOrLeftOver(string layout, int heads)
    {
        var stored = Layout.Read(layout);

        using var model = GptFile.Load(stored, heads, layout);

        Assert.Equal(stored.Count, model.state_dict().Count);
        Assert.All(model.state_dict(), parameter => Assert.Equal(stored["transformer." + parameter.Key].Shape, parameter.Value.shape));
    }

    [Fact]
    public void Load_WithHeadsThatDoNotDivideTheWidth_SaysSo()
    {
        var error = Assert.Throws<ModelFileException>(() => GptFile.Load(Stored(), 5, "golden"));

        Assert.Contains("5 heads do not divide the width 32", error.Message);
    }

    private static IReadOnlyDictionary<string, StoredTensor> Stored() => WeightFile.Open(Golden.Locate("gpt-tiny", "gpt-tiny.ckpt")!);

    private static GptModel Load() => GptFile.Load(Stored(), Heads, "golden");
}

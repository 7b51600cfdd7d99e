using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Tests;
using Atelier.Models;
using Atelier.Models.Features;
using Atelier.Models.Prior;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Loop;

namespace Atelier.Training.Tests.Loop;

public sealed class GlyphRecipeTests : IDisposable
{
    private const string Clip =
        "model: {kind: clip, layers: [1, 1, 1, 1], embedding: 16, width: 16, text_width: 16, text_layers: 1, merges: 40}";
    private const string Vqgan = "model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: " +
        "8, codebook: {size: 16, width: 8, average: 0.9, quantise_after: 2, revive_every: 3}}";
    private static readonly string[] s_decoder = ["decoder.", "post_quant_conv."];
    private readonly TinyGlyphs _glyphs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-train-").FullName;

    public void Dispose()
    {
        _glyphs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Clip, "fp32")]
    [InlineData(Clip, "bf16")]
    [InlineData(Vqgan, "fp32")]
    [InlineData(Vqgan, "bf16")]
    public void AKilledRunThatGoesOn_GivesTheSameWeightsAsOneThatWasNot(string model, string precision)
    {
        var recipe = Read(model, $"training.precision={precision}");
        var (straight, broken) = (Path.Combine(_folder, "straight"), Path.Combine(_folder, "broken"));
        new Trainer(recipe, straight).Run(false, new Listener(), default);

        // after the checkpoint of step 4
        Assert.Throws<TimeoutException>(() => new Trainer(recipe, broken).Run(false, new Listener { DieAt = 5 }, default));
        new Trainer(recipe, broken).Run(true, new Listener(), default);

        AssertSame(Path.Combine(straight, "checkpoint.safetensors"), Path.Combine(broken, "checkpoint.safetensors"));
    }

    [Theory]
    [InlineData(Clip)]
    [InlineData(Vqgan)]
    public void Bf16_IsReallyUsed_AndNearFp32(string model)
    {
        var (exact, fast) = (new Listener(), new Listener());
        new Trainer(Read(model, "training.steps=1", "training.precision=fp32"), Path.Combine(_folder, "fp32")).Run(false, exact, default);
        new Trainer(Read(model, "training.steps=1", "training.precision=bf16"), Path.Combine(_folder, "bf16")).Run(false, fast, default);

        Assert.NotEqual(exact.Losses[0], fast.Losses[0]);
        Assert.InRange(fast.Losses[0], exact.Losses[0] * 0.97, exact.Losses[0] * 1.03);
    }

    [Fact]
    public void Sets_AreCoreUnlessAllAreAskedFor()
    {
        Assert.Equal(GlyphSets.Core, Read(Clip).Data.Glyphs.Sets);
        Assert.Equal(GlyphSets.All, Read(Clip, "data.sets=all").Data.Glyphs.Sets);
        Assert.Contains(
            "data.sets is 'most'; one of core, all, pictograms is needed",
            Assert.ThrowsAny<AtelierException>(() => Read(Clip, "data.sets=most")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AClip_GetsBetter_AndAnotherBeginsWhereItEnded()
    {
        var first = new Listener();
        var folder = Path.Combine(_folder, "first");
        new Trainer(Read(Clip, "training.steps=60", "optimiser.learning_rate=0.003"), folder).Run(false, first, default);
        Assert.True(first.Losses[^10..].Average() < first.Losses[..5].Average() - 0.3);

        var second = Path.Combine(_folder, "second");
        new Trainer(Read(
            Clip.Replace(", merges: 40", $", start: {folder}", StringComparison.Ordinal),
            "training.steps=1",
            "optimiser.learning_rate=1e-12",
            "training.average=0",
            "data.seed=9"), second)
            .Run(false, new Listener(), default);

        using var scope = NewDisposeScope();
        var (was, now) = (
            SafeTensors.Read(Path.Combine(folder, "model.safetensors"), out _),
            SafeTensors.Read(Path.Combine(second, "model.safetensors"), out _));
        Assert.All(
            was.Where(pair => pair.Key.StartsWith("transformer", StringComparison.Ordinal)),
            pair => Assert.True((pair.Value.Read() - now[pair.Key].Read()).abs().max().ToDouble() < 1e-6, pair.Key));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "vocabulary.txt")), File.ReadAllText(Path.Combine(second, "vocabulary.txt")));
    }

    [Fact]
    public void AStart_KeepsItsCodebook_UnlessTheRecipeDrawsItAnew()
    {
        var (first, kept, anew) = (Path.Combine(_folder, "first"), Path.Combine(_folder, "kept"), Path.Combine(_folder, "anew"));
        new Trainer(Read(Vqgan), first).Run(false, new Listener(), default);
        string[] still =
        [
            "training.steps=1", "training.average=0", $"model.start={first}", "model.codebook.average=0", "optimiser.learning_rate=1e-12",
        ];
        new Trainer(Read(Vqgan, [.. still, "model.codebook.quantise_after=0"]), kept).Run(false, new Listener(), default);
        new Trainer(Read(Vqgan, [.. still, "model.codebook.quantise_after=1", "model.codebook.size=24"]), anew)
            .Run(false, new Listener(), default);

        using var scope = NewDisposeScope();
        Assert.True((Codebook(first) - Codebook(kept)).abs().max().ToDouble() < 1e-6);
        Assert.Equal([24, 8], Codebook(anew).shape);
        Assert.True(Codebook(anew).abs().max().ToDouble() > 0);
    }

    [Fact]
    public void AFrozenCodebook_LeavesCodes_AndOnlyTheDecoderLearns()
    {
        const string frozen = "model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: 8, " +
            "codebook: {size: 16, width: 8}, freeze: codes}";
        var (first, second) = (Path.Combine(_folder, "first"), Path.Combine(_folder, "second"));
        new Trainer(Read(Vqgan), first).Run(false, new Listener(), default);
        new Trainer(Read(frozen, $"model.start={first}", "training.average=0"), second).Run(false, new Listener(), default);

        using var scope = NewDisposeScope();
        var (was, now) = (
            SafeTensors.Read(Path.Combine(first, "model.safetensors"), out _),
            SafeTensors.Read(Path.Combine(second, "model.safetensors"), out _));
        Assert.All(was, pair => Assert.Equal(
            !s_decoder.Any(part => pair.Key.StartsWith(part, StringComparison.Ordinal)),
            pair.Value.Read().equal(now[pair.Key].Read()).all().ToBoolean()));

        Assert.Contains("model.start", Assert.ThrowsAny<AtelierException>(() => Read(frozen)).Message);
        Assert.Contains(
            "model.codebook.revive_every",
            Assert.ThrowsAny<AtelierException>(() => Read(frozen, $"model.start={first}", "model.codebook.revive_every=5")).Message);
    }

    [Fact]
    public void ThePerceptualTrunk_OfImageNet_IsPartOfTheLoss()
    {
        using (NewDisposeScope())
        using (var random = new Generator(3))
        using (var network = new ResNet(Weights.Fresh(random), new() { Channels = 4 }))
        {
            SafeTensors.Write(Path.Combine(_folder, "resnet.safetensors"), network.state_dict());
        }

        var (plain, listener) = (new Listener(), new Listener());
        new Trainer(Read(Vqgan, "training.steps=1"), Path.Combine(_folder, "plain")).Run(false, plain, default);
        new Trainer(
            Read(Vqgan, $"loss.perceptual.trunk={Path.Combine(_folder, "resnet.safetensors")}", "loss.perceptual.weight=0.5",
                "training.steps=1"),
            Path.Combine(_folder, "vqgan")).Run(false, listener, default);

        Assert.Equal(plain.Losses[0] + (0.5 * listener.Last["perceptual"]), listener.Losses[0], 1e-4);
        Assert.True(listener.Last["perceptual"] > 0);
    }

    [Fact]
    public void ThePerceptualTrunk_OfAClip_IsPartOfTheLoss_AndATransformerIsRefused()
    {
        var (resnet, transformer) = (Path.Combine(_folder, "resnet"), Path.Combine(_folder, "transformer"));
        new Trainer(Read(Clip, "training.steps=1"), resnet).Run(false, new Listener(), default);
        new Trainer(Read(Clip, "training.steps=1", "model.vision=transformer", "model.layers=[1]"), transformer)
            .Run(false, new Listener(), default);
        var listener = new Listener();

        new Trainer(
            Read(Vqgan, $"loss.perceptual.trunk={resnet}", "loss.perceptual.weight=0.5", "training.steps=1"),
            Path.Combine(_folder, "vqgan")).Run(false, listener, default);

        Assert.True(listener.Last["perceptual"] > 0);
        Assert.Contains(
            "transformer",
            Assert.ThrowsAny<AtelierException>(
                () => new Trainer(Read(Vqgan, $"loss.perceptual.trunk={transformer}"), Path.Combine(_folder, "refused"))
                    .Run(false, listener, default)).Message);
        Assert.Contains(
            "loss.perceptual is no single value; either lpips",
            Assert.ThrowsAny<AtelierException>(() => Read(Vqgan, "loss.perceptual.weight=1")).Message);
    }

    [Fact]
    public void AToldPrior_GoesOnExactly_DrawsWithGuidance_AndThroughAWindow()
    {
        var (codec, clip) = (Path.Combine(_folder, "codec"), Path.Combine(_folder, "clip"));
        new Trainer(Read(Vqgan), codec).Run(false, new Listener(), default);
        new Trainer(Read(Clip), clip).Run(false, new Listener(), default);
        var model = $"model: {{kind: gpt, codec: {codec}, condition: text, clip: {clip}, layers: 1, heads: 2, width: 8, unconditioned: " +
            $"0.5, from_codebook: true}}\nsampling: {{guidance: 2}}";
        var recipe = Read(model, "data.size=16");
        var (straight, broken) = (Path.Combine(_folder, "straight"), Path.Combine(_folder, "broken"));
        new Trainer(recipe, straight).Run(false, new Listener(), default);
        Assert.Throws<TimeoutException>(() => new Trainer(recipe, broken).Run(false, new Listener { DieAt = 5 }, default));
        new Trainer(recipe, broken).Run(true, new Listener(), default);
        AssertSame(Path.Combine(straight, "checkpoint.safetensors"), Path.Combine(broken, "checkpoint.safetensors"));

        using var scope = NewDisposeScope();
        using var prior = CodePriorFile.Load(ModelFiles.Find(straight));
        var conditioning = new Conditioning(Features: ones([2, 16]) / 4);
        long[] Drawn(Func<Generator, Tensor> draw)
        {
            using var random = new Generator(5);
            return draw(random).ToArray<long>();
        }

        var plain = Drawn(random => prior.Sample(2, conditioning, new(), random));
        Assert.Equal(plain, Drawn(random => prior.SampleLarge(2, 8, 8, conditioning, new(), random))); // a window that cannot slide
        Assert.Equal(
            Drawn(random => prior.Sample(2, conditioning, new() { GuidanceScale = 3 }, random)),
            Drawn(random => prior.SampleLarge(2, 8, 8, conditioning, new() { GuidanceScale = 3 }, random)));
        Assert.NotEqual(plain, Drawn(random => prior.Sample(2, conditioning, new() { GuidanceScale = 30 }, random)));
        var large = Drawn(random => prior.SampleLarge(2, 10, 13, conditioning, new(), random));
        Assert.Equal(260, large.Length);
        Assert.All(large, code => Assert.InRange(code, 0, 15));
        Assert.Contains("unconditioned above 0", Assert.ThrowsAny<AtelierException>(() => Read(model, "model.unconditioned=0")).Message);
    }

    private static Tensor Codebook(string folder) =>
        SafeTensors.Read(Path.Combine(folder, "model.safetensors"), out _)["quantize.embedding.weight"].Read();

    private static void AssertSame(string a, string b)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (SafeTensors.Read(a, out _), SafeTensors.Read(b, out _));
        Assert.Equal(first.Keys.Order(), second.Keys.Order());
        Assert.All(first, pair => Assert.Equal(pair.Value.Read().ToBytes(), second[pair.Key].Read().ToBytes()));
    }

    private Recipe Read(string model, params string[] sets)
    {
        var path = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(path, $$"""
            data: {source: glyphs, path: {{_glyphs.Folder}}, size: 32, split: {{_glyphs.Split}}, test: concepts}
            training: {steps: 8, batch: 4, average: 0.9, clip: 1, log_every: 1, sample_every: 3, checkpoint_every: 4, test_pictures: 8}
            optimiser: {learning_rate: 0.01, schedule: cosine, warmup: 2}
            {{model}}
            """);
        return Recipe.Read(path, sets);
    }

    private sealed class Listener : IProgress<TrainingStep>
    {
        public int DieAt { get; init; } = -1;

        public List<double> Losses { get; } = [];

        public IReadOnlyDictionary<string, double> Last { get; private set; } = new Dictionary<string, double>();

        public void Report(TrainingStep value)
        {
            if (value.Step == DieAt)
            {
                throw new TimeoutException();
            }

            if (value.Values.TryGetValue("loss", out var loss))
            {
                Losses.Add(loss);
                Last = value.Values;
            }
        }
    }
}

using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Prior;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Loop;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Training.Tests.Loop;

public sealed class TrainerTests : IDisposable
{
    private readonly TinyData _data = new();

    private const string TinyVae =
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9, quantise_after: 2}}";

    public static TheoryData<string> Recipes { get; } = new()
    {
        "model: {kind: autoencoder, channels: [4, 4], code_channels: 2}",
        "model: {kind: classifier, channels: [4], width: 6}",
        "model: {kind: painter, width: 16, heads: 2, encoder_layers: 1, decoder_layers: 1, feed_forward: 16, strokes: 3}",
        "model: {kind: upscaler, network: srvgg, scale: 2, features: 4, convolutions: 1}\ndegradation: {clean: 0.5, blur: 1}",
        """
        model: {kind: upscaler, network: rrdb, scale: 2, features: 4, blocks: 1, growth: 2}
        degradation: {kind: two-stage, clean: 0.2, strength: 0.5}
        loss: {adversarial_start: 3}
        discriminator: {features: 2}
        """,
        "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, revive_every: 2, revive_until: 1}}",
        TinyVae,
        """
        model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6]}
        loss: {adversarial: hinge}
        """,
        """
        model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6]}
        loss: {adversarial: wasserstein, critic_steps: 3}
        """,
        "model: {kind: pix2pix, channels: 2, levels: 3}\ndiscriminator: {channels: 2, layers: 1}",
        """
        model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: 8,
          codebook: {size: 16, width: 4, revive_every: 3}}
        discriminator: {channels: 4, layers: 1, actnorm: true}
        loss: {edges: 0.5, adversarial_start: 3, feature_matching: 1}
        """,
    };

    public void Dispose() => _data.Dispose();

    [Theory]
    [MemberData(nameof(Recipes))]
    public void AKilledRunThatGoesOn_GivesTheSameWeightsAsOneThatWasNot(string model)
    {
        var recipe = Recipe.Read(Write(model), []);
        var (straight, broken) = (Path.Combine(_data.Folder, "straight"), Path.Combine(_data.Folder, "broken"));
        new Trainer(recipe, straight).Run(false, new Silent(), default);

        // after the checkpoint of step 4
        Assert.Throws<TimeoutException>(() => new Trainer(recipe, broken).Run(false, new Silent { DieAt = 5 }, default));
        new Trainer(recipe, broken).Run(true, new Silent(), default);

        AssertSame(Path.Combine(straight, "checkpoint.safetensors"), Path.Combine(broken, "checkpoint.safetensors"));
        AssertSame(Path.Combine(straight, "model.safetensors"), Path.Combine(broken, "model.safetensors"));
        Assert.Equal(Log(straight), Log(broken));
        Assert.True(File.Exists(Path.Combine(straight, "samples", "0000008.png")));
        Assert.Contains("<polyline", File.ReadAllText(Path.Combine(straight, "report.html")));
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("class", 0)]
    [InlineData("class", 0.3)]
    public void APrior_LearnsTheCodesOfACodec_IsScored_AndGoesOnExactly(string condition, double forget)
    {
        var (codec, classifier) = (Path.Combine(_data.Folder, "codec"), Path.Combine(_data.Folder, "classifier"));
        new Trainer(Recipe.Read(Write(TinyVae), []), codec).Run(false, new Silent(), default);
        new Trainer(Recipe.Read(Write("model: {kind: classifier, channels: [4], width: 6}"), []), classifier)
            .Run(false, new Silent(), default);
        var recipe = Recipe.Read(
            Write(
                $"model: {{kind: gpt, codec: {codec}, condition: {condition}, layers: 1, heads: 2, width: 8, dropout: 0.1, classifier: " +
                $"{classifier}}}"),
            forget == 0 ? [] : [$"model.unconditioned={forget}", "sampling.guidance=2", "loss.class=0.5"]);
        var (straight, broken) = (Path.Combine(_data.Folder, "straight"), Path.Combine(_data.Folder, "broken"));

        var figures = new Trainer(recipe, straight).Run(false, new Silent(), default);
        Assert.Throws<TimeoutException>(() => new Trainer(recipe, broken).Run(false, new Silent { DieAt = 5 }, default));
        new Trainer(recipe, broken).Run(true, new Silent(), default);

        AssertSame(Path.Combine(straight, "checkpoint.safetensors"), Path.Combine(broken, "checkpoint.safetensors"));
        Assert.InRange(figures["test_bits_per_code"], 0.01, 6);
        Assert.Equal(condition == "class", figures.ContainsKey("test_recognised"));
        Assert.True(double.IsFinite(figures["test_frechet"]));
        using var prior = CodePriorFile.Load(ModelFiles.Find(straight));
        Assert.Equal(
            (16, 2, condition == "class" ? 4 : 0, forget > 0, forget > 0),
            (prior.Options.Codes, prior.Options.Side, prior.Options.Classes, prior.Options.HasNullClass, prior.Options.HasClassHead));
        var again = new Trainer(recipe, straight).Evaluate(8);
        Assert.Equal(figures["test_bits_per_code"], again["bits_per_code"]);
        Assert.InRange(again["precision"], 0, 1);
        using var vae = VqVaeFile.Load(ModelFiles.Find(Path.Combine(straight, "codec")));
        Assert.Equal((16, 1), (vae.Options.CodebookSize, vae.Options.PictureChannels));
    }

    [Fact]
    public void ACancelledRun_WritesItsCheckpointFirst_AndGoesOnExactly()
    {
        var recipe = Recipe.Read(Write("model: {kind: autoencoder, channels: [4, 4], code_channels: 2}"), []);
        var (straight, stopped) = (Path.Combine(_data.Folder, "straight"), Path.Combine(_data.Folder, "stopped"));
        new Trainer(recipe, straight).Run(false, new Silent(), default);
        using var source = new CancellationTokenSource();

        var figures = new Trainer(recipe, stopped).Run(false, new Silent { Stop = (3, source) }, source.Token);
        Assert.Empty(figures);
        new Trainer(recipe, stopped).Run(true, new Silent(), default);

        AssertSame(Path.Combine(straight, "checkpoint.safetensors"), Path.Combine(stopped, "checkpoint.safetensors"));
    }

    [Fact]
    public void Accumulation_OfTwoHalves_MovesAsTheWholeBatchDoes()
    {
        var path = Write("model: {kind: autoencoder, channels: [4, 4], code_channels: 2}");
        var (whole, halves) = (Path.Combine(_data.Folder, "whole"), Path.Combine(_data.Folder, "halves"));
        string[] few = ["training.steps=1", "training.average=0", "optimiser.kind=sgd", "data.flip=false"];
        new Trainer(Recipe.Read(path, [.. few, "training.batch=8"]), whole).Run(false, new Silent(), default);
        new Trainer(Recipe.Read(path, [.. few, "training.batch=4", "training.accumulate=2"]), halves).Run(false, new Silent(), default);

        using var scope = NewDisposeScope();
        var (a, b) = (
            SafeTensors.Read(Path.Combine(whole, "model.safetensors"), out _),
            SafeTensors.Read(Path.Combine(halves, "model.safetensors"), out _));
        Assert.All(a, pair => Assert.True((pair.Value.Read() - b[pair.Key].Read()).abs().max().ToDouble() < 1e-6, pair.Key));
    }

    [Fact]
    public void AnotherRunInTheFolder_OrAnotherRecipe_IsRefused()
    {
        var path = Write("model: {kind: classifier, channels: [4], width: 6}");
        var folder = Path.Combine(_data.Folder, "run");
        Assert.Contains(
            "nothing to resume",
            Assert.ThrowsAny<AtelierException>(() => new Trainer(Recipe.Read(path, []), folder).Run(true, new Silent(), default)).Message);
        new Trainer(Recipe.Read(path, ["training.steps=2"]), folder).Run(false, new Silent(), default);

        Assert.Contains(
            "holds a run already",
            Assert.ThrowsAny<AtelierException>(() => new Trainer(Recipe.Read(path, []), folder).Run(false, new Silent(), default)).Message);
        Assert.Contains("model.width = 6, the recipe says 7", Assert.ThrowsAny<AtelierException>(
            () => new Trainer(Recipe.Read(path, ["model.width=7"]), folder).Run(true, new Silent(), default)).Message);
        new Trainer(Recipe.Read(path, ["training.steps=3"]), folder).Run(true, new Silent(), default); // more steps are welcome
    }

    private static string[] Log(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "log.csv"));
        var speed = Array.IndexOf(lines[0].Split(','), "pictures_per_second");
        return [.. lines.Select(line => string.Join(',', line.Split(',').Where((_, i) => i != speed)))];
    }

    private static void AssertSame(string a, string b)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (SafeTensors.Read(a, out _), SafeTensors.Read(b, out _));
        Assert.Equal(first.Keys.Order(), second.Keys.Order());
        Assert.All(first, pair => Assert.Equal(pair.Value.Read().ToBytes(), second[pair.Key].Read().ToBytes()));
    }

    private string Write(string model)
    {
        var channels = model.Contains("vqgan", StringComparison.Ordinal) ? 3 : 1;
        var data = model.Contains("painter", StringComparison.Ordinal)
            ? "{source: strokes}"
            : $"{{source: idx, path: {_data.Idx()}, size: 8, channels: {channels}, flip: true}}";
        return _data.Write("recipe.yaml", $$"""
            data: {{data}}
            training: {steps: 8, batch: 4, average: 0.9, clip: 1, log_every: 1, sample_every: 3, checkpoint_every: 4, test_pictures: 8}
            optimiser: {learning_rate: 0.01, schedule: cosine, warmup: 2}
            {{model}}
            """);
    }

    private sealed class Silent : IProgress<TrainingStep>
    {
        public int DieAt { get; init; } = -1;

        public (int Step, CancellationTokenSource? Source) Stop { get; init; }

        public void Report(TrainingStep value)
        {
            if (value.Step == DieAt)
            {
                throw new TimeoutException("killed");
            }

            if (value.Step == Stop.Step)
            {
                Stop.Source?.Cancel();
            }
        }
    }
}

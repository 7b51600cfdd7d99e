using Atelier.Core;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Unet;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

public sealed class StableDiffusionTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>
{
    private static readonly DiffusionRequest Fox = new()
    {
        Prompt = "a (red:1.3) fox", NegativePrompt = "blue", Seeds = [3], Width = 48, Height = 32, Steps = 3,
    };

    [Fact]
    public void Pictures_OfABatch_AreThoseOfTheirSeedsAlone()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();

        var two = model.Generate(Fox with { Seeds = [3, 4], Scheduler = "euler-a" });
        var one = model.Generate(Fox with { Seeds = [4], Scheduler = "euler-a" });

        Assert.Equal([2L, 3, 32, 48], two.shape);
        Assert.InRange(two.min().ToDouble(), 0, 1);
        Assert.InRange(two.max().ToDouble(), 0, 1);
        Assert.Equal(0, (two[1] - one[0]).abs().max().ToDouble(), 1e-4);
        Assert.True((two[0] - two[1]).abs().max().ToDouble() > 0.01);
    }

    [Fact]
    public void Words_Weights_NegativeWordsAndRescale_ChangeThePicture()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        var picture = model.Generate(Fox);
        DiffusionRequest[] others =
        [
            Fox with { Prompt = "a (red:0.5) fox" }, Fox with { NegativePrompt = "" }, Fox with { GuidanceScale = 1 },
            Fox with { GuidanceRescale = 0.7 }, Fox with { Prompt = string.Join(", ", Enumerable.Repeat("a red fox", 60)) },
        ];

        Assert.All(others, other => Assert.True((model.Generate(other) - picture).abs().max().ToDouble() > 1e-4, $"{other}"));
    }

    [Fact]
    public void Strength_ChangesAPictureLittleOrMuch()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        using var random = new Generator(1);
        var start = rand([1, 3, 32, 48], generator: random);
        var steps = new Steps();

        model.Generate(Fox with { InitImage = start, Strength = 0.5, Steps = 10 }, steps);

        Assert.Equal(Enumerable.Range(1, 5), steps.Seen);
        Assert.Throws<OptionException>(() => model.Generate(Fox with { InitImage = start, Strength = 0 }));
        Assert.Throws<OptionException>(() => model.Generate(Fox with { InitImage = start, Width = 40 }));
        Assert.Throws<OptionException>(() => model.Generate(Fox with { Mask = ones([1, 1, 32, 48]) }));
        Assert.Throws<OptionException>(() => model.Generate(Fox with { Width = 47 }));
        Assert.Throws<OptionException>(() => model.Generate(Fox with { Steps = 2000 }));
        Assert.Contains("dpmpp-2m-karras", Assert.Throws<ModelFileException>(() => model.Generate(Fox with { Scheduler = "x" })).Message);
    }

    [Fact]
    public void Mask_KeepsTheLatentsOfTheRest()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        using var random = new Generator(1);
        var (start, mask) = (rand([1, 3, 32, 48], generator: random), zeros([1, 1, 32, 48]));
        var kept = model.Codec.Decode(model.Codec.Encode(start));

        var same = model.Generate(Fox with { InitImage = start, Mask = mask, Strength = 1 });
        mask.narrow(3, 24, 24).fill_(1);
        var half = model.Generate(Fox with { InitImage = start, Mask = mask, Strength = 1 });

        Assert.Equal(0, (same - kept).abs().max().ToDouble(), 1e-5);
        Assert.True((half - kept).abs().max().ToDouble() > 0.01);
    }

    [Fact]
    public void Tiles_AreDecodedAlike_AndPreviewsAreOfLatentSize()
    {
        using var scope = NewDisposeScope();
        using var model = tiny.Load();
        using var random = new Generator(1);
        var latents = randn([2, 4, 24, 40], generator: random);

        var (whole, tiled) = (model.Codec.Decode(latents), model.Codec.Decode(latents, tile: 16));

        Assert.Equal(whole.shape, tiled.shape);
        Assert.Equal(0, (whole - model.Codec.Decode(latents, tile: 64)).abs().max().ToDouble());
        Assert.InRange((whole - tiled).abs().mean().ToDouble(), 1e-9, 0.05);
        Assert.Equal([2L, 3, 24, 40], LatentPreview.Draw(latents, isXl: false).shape);
        Assert.Equal(0.5, LatentPreview.Draw(latents * 0, isXl: false).mean().ToDouble(), 1e-6);
        Assert.Equal(140 / 255.0, LatentPreview.Draw(latents * 0, isXl: true).mean().ToDouble(), 1e-6);
    }

    [Fact]
    public void Xl_ReadsBothEncodersAndSizes()
    {
        using var scope = NewDisposeScope();
        var unet = Path.GetDirectoryName(DiffusionGolden.Locate("sdxl-tiny/unet", "diffusion_pytorch_model.safetensors"))!;
        var text = Path.GetDirectoryName(DiffusionGolden.Locate("sdxl-tiny/text_encoder_2", "model.safetensors"))!;
        using var folder = TinyDiffusion.With(("unet", unet), ("text_encoder_2", text));
        using var model = folder.Load();

        var (fox, plain) = (model.Generate(Fox), model.Generate(Fox with { NegativePrompt = "" }));

        Assert.NotNull(model.Unet.Options.AdditionTimeEmbedDim);
        Assert.Equal([1L, 3, 32, 48], fox.shape);
        Assert.True((fox - plain).abs().max().ToDouble() > 1e-4);
        Assert.True((fox - model.Generate(Fox with { Prompt = "a fox" })).abs().max().ToDouble() > 1e-4);
    }

    [Fact]
    public void AConsistencyModel_IsToldTheGuidance()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var unet = new UNet2DConditionModel(Weights.Fresh(random), new()
        {
            BlockOutChannels = [32], HasAttention = [false], TransformerLayers = [1], Heads = [2], CrossAttentionDim = 8,
            TimeCondProjDim = 16, NormGroups = 8, // a group of one channel would lose what the timestep adds
        });
        using var noGrad = no_grad();
        var sample = randn([1, 4, 8, 8], generator: random);

        var answers = new[] { 1.0, 8.5, 8.5 }.Select(scale =>
        {
            unet.GuidanceScale = scale;
            return unet.call(sample, tensor(new[] { 999f }), zeros([1, 3, 8]), null);
        }).ToList();

        Assert.True((answers[0] - answers[1]).abs().max().ToDouble() > 1e-4);
        Assert.Equal(0, (answers[1] - answers[2]).abs().max().ToDouble());
    }

    [Fact]
    public void BFloat16_StaysCloseToFp32()
    {
        using var scope = NewDisposeScope();
        using var exact = tiny.Load();
        using var fast = tiny.Load(new() { BFloat16 = true });

        Assert.InRange((exact.Generate(Fox) - fast.Generate(Fox)).abs().mean().ToDouble(), 1e-6, 0.05);
    }

    [Fact]
    public void NineChannels_ThatAreIgnored_DrawAsFour()
    {
        using var scope = NewDisposeScope();
        using var wide = new TinyDiffusion();
        wide.ChangeUnet(
            ("conv_in.weight", kernel => cat([kernel, zeros([kernel.size(0), 5, 3, 3])], 1)), "\"in_channels\": 4", "\"in_channels\": 9");
        using var random = new Generator(1);
        var start = rand([1, 3, 32, 48], generator: random);
        using var four = tiny.Load();
        using var nine = wide.Load();

        Assert.Equal(0, (four.Generate(Fox) - nine.Generate(Fox)).abs().max().ToDouble(), 1e-5);
        var request = Fox with { InitImage = start, Strength = 0.7 };
        Assert.Equal(0, (four.Generate(request) - nine.Generate(request)).abs().max().ToDouble(), 1e-5);
    }

    private sealed class Steps : IProgress<DenoisingProgress>
    {
        public List<int> Seen { get; } = [];

        public void Report(DenoisingProgress value) => Seen.Add(value.Step);
    }
}

using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Unet;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

public class DiffusionGoldenTests
{
    private const string Weights = "diffusion_pytorch_model.safetensors";

    [Theory]
    [InlineData("sd1-tiny")]
    [InlineData("sd2-tiny")]
    [InlineData("sdxl-tiny")]
    public void Unet_AndItsGradients_AreDiffusers(string name)
    {
        using var scope = NewDisposeScope();
        var golden = DiffusionGolden.Open(name, "io_unet.safetensors");
        using var model = UnetFile.Load(DiffusionFiles.Open(FolderOf(name, "unet", Weights)).Unet);
        var (sample, context) = (golden.In("sample").requires_grad_(), golden.In("encoder_hidden_states").requires_grad_());
        var added = golden.Has("in.time_ids") ? new AddedConditions(golden.In("text_embeds"), golden.In("time_ids")) : null;

        var output = model.call(sample, golden.In("timestep"), context, added);
        (output * golden.In("R")).sum().backward();

        golden.Check("out.sample", output, DiffusionGolden.Network);
        golden.CheckGradient("out.grad_sample", sample.grad!);
        golden.CheckGradient("out.grad_encoder_hidden_states", context.grad!);
        using var noGrad = no_grad();
        golden.Check("out.sample", model.call(sample, golden.In("timestep"), context, added), DiffusionGolden.Network);
    }

    [Theory]
    [InlineData("ldm-tiny.safetensors", 1)]
    [InlineData("ldm-tiny-half.ckpt", 50)] // fp16 rounds weights to one part in 2048; seen: 41
    public void OneFile_OfOriginalNames_GivesTheOriginalNumbers(string file, double slack)
    {
        using var scope = NewDisposeScope();
        var golden = DiffusionGolden.Open("ldm-tiny", "io.safetensors");
        var files = DiffusionFiles.Open(DiffusionGolden.Locate("ldm-tiny", file));
        using var model = UnetFile.Load(files.Unet);
        using var vae = AutoencoderFile.Load(files.Autoencoder);
        using var text = TextEncoderFile.Load(files.Text with { Config = HeadsOfAnyNumber() });
        var (sample, context) = (golden.In("sample").requires_grad_(), golden.In("context").requires_grad_());

        var output = model.call(sample, golden.In("timestep"), context, null);
        (output * golden.In("R")).sum().backward();

        golden.Check("out.sample", output, slack * DiffusionGolden.Network);
        golden.CheckGradient("out.grad_sample", sample.grad!, slack);
        golden.CheckGradient("out.grad_context", context.grad!, slack);
        Check(golden, "image", vae, slack);
        Assert.Equal(3, text.Options.Layers);
    }

    [Fact]
    public void Autoencoder_AndItsGradient_AreDiffusers()
    {
        using var scope = NewDisposeScope();
        var golden = DiffusionGolden.Open("sd1-tiny", "io_vae.safetensors");
        using var vae = AutoencoderFile.Load(DiffusionFiles.Open(FolderOf("sd1-tiny", "vae", Weights)).Autoencoder);
        var z = golden.In("z").requires_grad_();

        (vae.decode(z) * golden.In("R")).sum().backward();

        golden.CheckGradient("out.grad_z", z.grad!);
        Check(golden, "x", vae, 1);
    }

    [Theory]
    [InlineData("sd1-tiny", "text_encoder", "pooled")]
    [InlineData("sdxl-tiny", "text_encoder_2", "text_embeds")]
    public void TextEncoder_IsTransformers(string name, string encoder, string pooled)
    {
        using var scope = NewDisposeScope();
        var golden = DiffusionGolden.Open(name, $"io_{encoder}.safetensors");
        using var model = TextEncoderFile.Load(DiffusionFiles.Open(FolderOf(name, encoder, "model.safetensors")).Text);

        var encoded = model.call(golden.In("input_ids"));

        golden.Check("out.last_hidden_state", encoded.LastHiddenState, DiffusionGolden.Network);
        golden.Check("out.penultimate", encoded.Penultimate, DiffusionGolden.Network);
        golden.Check("out." + pooled, encoded.Pooled, DiffusionGolden.Network);
    }

    private static void Check(DiffusionGolden golden, string picture, AutoencoderKl vae, double slack)
    {
        var (mean, logVariance) = vae.encode(golden.In(picture));
        golden.Check("out.mean", mean, slack * DiffusionGolden.Network);
        golden.Check("out.logvar", logVariance, slack * DiffusionGolden.Network);
        golden.Check("out.decoded", vae.decode(golden.In("z")), slack * DiffusionGolden.Network);
    }

    private static string FolderOf(string name, string part, string file) =>
        Path.GetDirectoryName(DiffusionGolden.Locate($"{name}/{part}", file))!;

    private static ModelConfig HeadsOfAnyNumber()
    {
        var path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, """{"hidden_size": 32, "num_attention_heads": 4}""");
        var config = ModelConfig.Read(path);
        File.Delete(path);
        return config;
    }
}

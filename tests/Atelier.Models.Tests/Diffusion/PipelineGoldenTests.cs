using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

public class PipelineGoldenTests
{
    private const double Scale = 0.18215;
    private readonly DiffusionGolden _golden = DiffusionGolden.Open("sd1-tiny", "io_pipeline.safetensors");
    private readonly DiffusionFiles _files = DiffusionFiles.Open(
        Path.GetDirectoryName(DiffusionGolden.Locate("sd1-tiny", "io_pipeline.safetensors"))!);

    [Theory]
    [InlineData("ddim", 1.0)]
    [InlineData("ddim", 7.5)]
    [InlineData("euler", 1.0)]
    [InlineData("euler", 7.5)]
    [InlineData("pndm", 1.0)]
    [InlineData("pndm", 7.5)]
    [InlineData("dpmpp-2m-karras", 1.0)]
    [InlineData("dpmpp-2m-karras", 7.5)]
    public void TextToPicture_IsDiffusers(string name, double scale)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var unet = UnetFile.Load(_files.Unet);
        var (kind, config) = SchedulerFile.Choose(name, new SchedulerConfig());
        using var scheduler = config.Create(kind, 10);

        var latents = Walk(scheduler, Guided(unet, scale), _golden.In("latents") * scheduler.InitNoiseSigma, 0);

        _golden.Check($"{name}.cfg{scale:F1}.latents", latents, DiffusionGolden.Pipeline);
        if (_golden.Has($"{name}.cfg{scale:F1}.image"))
        {
            using var vae = AutoencoderFile.Load(_files.Autoencoder);
            _golden.Check($"{name}.cfg{scale:F1}.image", vae.decode(latents / Scale), DiffusionGolden.Pipeline);
        }
    }

    [Fact]
    public void PictureToPicture_IsDiffusers()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var unet = UnetFile.Load(_files.Unet);
        using var vae = AutoencoderFile.Load(_files.Autoencoder);
        using var scheduler = new SchedulerConfig().Create(SchedulerKind.Ddim, 10);
        var from = Denoising.Start(scheduler, strength: 0.6);

        var start = scheduler.AddNoise(vae.encode(_golden.In("image")).Mean * Scale, _golden.In("noise"), from);

        _golden.Check("img2img.start", start, DiffusionGolden.Network);
        _golden.Check("img2img.latents", Walk(scheduler, Guided(unet, 7.5), start, from), DiffusionGolden.Pipeline);
    }

    [Fact]
    public void Inpainting_OfFourChannels_KeepsWhatTheMaskLeaves()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var unet = UnetFile.Load(_files.Unet);
        using var vae = AutoencoderFile.Load(_files.Autoencoder);
        using var scheduler = new SchedulerConfig().Create(SchedulerKind.Euler, 4);
        var (original, noise) = (vae.encode(_golden.In("image")).Mean * Scale, _golden.In("noise"));
        var mask = Inpainting.Shrink(_golden.In("mask"), 16, 16);
        var inpainting = new Inpainting(mask, original, noise, null);

        var latents = Denoising.Walk(
            scheduler, Guided(unet, 7.5).Predict, noise * scheduler.InitNoiseSigma, 0, () => noise, inpainting);

        Assert.InRange(mask.mean().ToDouble(), 0.05, 0.95);
        Assert.Equal(0, ((latents - original) * (1 - mask)).abs().max().ToDouble(), 1e-5);
        Assert.True(((latents - original) * mask).abs().max().ToDouble() > 0.1);
    }

    private GuidedUnet Guided(Models.Diffusion.Unet.UNet2DConditionModel unet, double scale) =>
        new(unet, new(_golden.In("prompt_embeds")), new(_golden.In("negative_prompt_embeds")), new(scale));

    private static Tensor Walk(Scheduler scheduler, GuidedUnet guided, Tensor latents, int from) =>
        Denoising.Walk(scheduler, guided.Predict, latents, from, () => throw new NotSupportedException());
}

using System.Diagnostics;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Models.Diffusion.Unet;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Bench;

/// <summary>Times of Stable Diffusion, in seconds.</summary>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="Pass">One pass of the UNet.</param>
/// <param name="GuidedPass">One with classifier-free guidance: two in a batch.</param>
/// <param name="Decode">The autoencoder's decoder.</param>
/// <param name="Picture">All steps and the decoder, without guidance, as few-step models need them, or with it.</param>
/// <param name="PeakMegabytes">Peak resident memory of the process so far, in MiB.</param>
internal sealed record DiffusionTimes(
    string Precision, double Pass, double GuidedPass, double Decode, double Picture, double PeakMegabytes);

/// <summary>Times Stable Diffusion 1.5 at its own size with random weights.</summary>
internal static class DiffusionBench
{
    private const int Tokens = 77;

    /// <summary>Times each part after a warm-up.</summary>
    /// <param name="size">Side of the picture, a multiple of 64.</param>
    /// <param name="steps">Steps of the picture.</param>
    /// <param name="count">Pictures at once.</param>
    /// <param name="isGuided">Whether the picture is drawn with classifier-free guidance.</param>
    /// <param name="runs">Runs of each part; the median counts.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    public static DiffusionTimes Run(int size, int steps, int count, bool isGuided, int runs, bool fast, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(1, device);
        using var unet = new UNet2DConditionModel(Weights.Fresh(random), new()).Freeze();
        if (fast)
        {
            unet.ToBFloat16(); // before the autoencoder is made, to take less memory
            HeapMemory.Trim();
        }

        using var autoencoder = new AutoencoderKl(Weights.Fresh(random), new()).Freeze();
        if (fast)
        {
            autoencoder.ToBFloat16();
            HeapMemory.Trim();
        }

        var side = size / autoencoder.Options.Factor;
        var latents = randn([count, autoencoder.Options.LatentChannels, side, side], device: random.device, generator: random);
        var words = new TextCondition(randn([count, Tokens, unet.Options.CrossAttentionDim], device: random.device, generator: random));
        var plain = new GuidedUnet(unet, words, null, new(Scale: 1));
        var guided = new GuidedUnet(unet, words, words, new());
        using var scheduler = new SchedulerConfig().Create(SchedulerKind.EulerAncestral, steps);
        return new(
            fast ? "bf16" : "fp32",
            Median(() => plain.Predict(latents, 500)),
            Median(() => guided.Predict(latents, 500)),
            Median(() => autoencoder.decode(latents)),
            Seconds(Draw),
            PeakMemory.Mebibytes());

        Tensor Draw() => autoencoder.decode(Denoising.Walk(
            scheduler, isGuided ? guided.Predict : plain.Predict, latents * scheduler.InitNoiseSigma, 0,
            () => randn(latents.shape, device: random.device, generator: random)));

        double Median(Func<Tensor> compute)
        {
            Seconds(compute);
            return Enumerable.Range(0, runs).Select(_ => Seconds(compute)).Order().ElementAt(runs / 2);
        }
    }

    // the answer is read, so that a GPU has computed it
    private static double Seconds(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        compute().max().ToDouble();
        return clock.Elapsed.TotalSeconds;
    }
}

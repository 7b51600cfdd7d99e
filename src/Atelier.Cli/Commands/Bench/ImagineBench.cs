using System.Diagnostics;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Bench;

/// <summary>Results of a benchmark of the loop.</summary>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="Seconds">Time of each iteration: forward, backward, optimizer step.</param>
/// <param name="Losses">Loss of each iteration.</param>
/// <param name="PeakMegabytes">Peak resident memory of the process so far, in MiB.</param>
internal sealed record BenchResult(string Precision, IReadOnlyList<double> Seconds, IReadOnlyList<double> Losses, double PeakMegabytes)
{
    /// <summary>The median time; the first iteration counts only if it is the only one.</summary>
    public double Median =>
        (Seconds.Count > 1 ? Seconds.Skip(1) : Seconds).Order().ElementAt((Seconds.Count - (Seconds.Count > 1 ? 1 : 0)) / 2);
}

/// <summary>The agreement of two runs.</summary>
/// <param name="Steps">Number of steps.</param>
/// <param name="Largest">The largest relative difference of the losses.</param>
/// <param name="Step">Its step, from 1.</param>
internal sealed record BenchAgreement(int Steps, double Largest, int Step)
{
    /// <summary>Compares losses step by step.</summary>
    public static BenchAgreement Compare(IReadOnlyList<double> losses, IReadOnlyList<double> reference)
    {
        var differences = losses.Zip(reference, (a, b) => Math.Abs(a - b) / Math.Abs(b)).ToList();
        return new(differences.Count, differences.Max(), differences.IndexOf(differences.Max()) + 1);
    }
}

/// <summary>Times the loop at full size with random weights: VQGAN f16 1024 and ViT-B/32.</summary>
internal static class ImagineBench
{
    /// <summary>Times some iterations.</summary>
    /// <param name="size">Side of the picture.</param>
    /// <param name="cutn">Cut-outs per iteration.</param>
    /// <param name="iterations">Number of iterations.</param>
    /// <param name="fast">bf16 channels-last instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives each iteration's index and seconds.</param>
    public static BenchResult Run(int size, int cutn, int iterations, bool fast, Device device, Action<int, double>? report = null)
    {
        using var scope = NewDisposeScope();
        using var random = new DeviceGenerator(1, device);
        var vqgan = new VqganModel(Weights.Fresh(random), new() { CodebookSize = 1024 });
        using var clip = new ClipModel(Weights.Fresh(random), new());
        using var target = randn([1, 512], device: random.device, generator: random).DetachFromDisposeScope();
        if (fast)
        {
            vqgan.ToBFloat16();
            clip.ToBFloat16();
            HeapMemory.Trim();
        }

        using var generator = new VqganGenerator(vqgan);
        using var critic = new ClipCritic(clip, null, new(224, cutn, 1, CutMethod.Batched), new());
        critic.AddTarget(new("bench"), target);
        var options = new ImagineOptions { Prompt = "bench", LearningRate = 0.1, Seed = 1 };
        using var loop = new GuidedLoop(options, generator, [critic], generator.Random(size, size, random));
        var (seconds, losses) = (new List<double>(), new List<double>());
        for (var i = 0; i < iterations; i++)
        {
            var clock = Stopwatch.StartNew();
            losses.Add(loop.Step().Values.Sum());
            seconds.Add(clock.Elapsed.TotalSeconds);
            report?.Invoke(i, seconds[^1]);
        }

        return new(fast ? "bf16" : "fp32", seconds, losses, PeakMemory.Mebibytes());
    }
}

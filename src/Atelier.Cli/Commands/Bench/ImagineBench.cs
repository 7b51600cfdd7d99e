using System.Diagnostics;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Bench;

/// <summary>What a benchmark of the loop found.</summary>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="Seconds">Each iteration: forward, backward, step.</param>
/// <param name="Losses">The loss at each iteration.</param>
/// <param name="PeakMegabytes">Largest resident memory of the process so far.</param>
internal sealed record BenchResult(string Precision, IReadOnlyList<double> Seconds, IReadOnlyList<double> Losses, double PeakMegabytes)
{
    /// <summary>The middle of the times, the first left out where there are more.</summary>
    public double Median =>
        (Seconds.Count > 1 ? Seconds.Skip(1) : Seconds).Order().ElementAt((Seconds.Count - (Seconds.Count > 1 ? 1 : 0)) / 2);
}

/// <summary>How nearly two runs agree.</summary>
/// <param name="Steps">Over how many steps.</param>
/// <param name="Largest">The largest difference of the prompt's loss at one step, as a share of the second run's.</param>
/// <param name="Step">At which step, counted from 1.</param>
internal sealed record BenchAgreement(int Steps, double Largest, int Step)
{
    /// <summary>Compares losses step by step.</summary>
    public static BenchAgreement Of(IReadOnlyList<double> losses, IReadOnlyList<double> reference)
    {
        var differences = losses.Zip(reference, (a, b) => Math.Abs(a - b) / Math.Abs(b)).ToList();
        return new(differences.Count, differences.Max(), differences.IndexOf(differences.Max()) + 1);
    }
}

/// <summary>The loop at full size on random weights of the exact architectures: VQGAN f16 1024 and ViT-B/32.</summary>
internal static class ImagineBench
{
    /// <summary>Times some iterations.</summary>
    /// <param name="size">Side of the picture.</param>
    /// <param name="cutn">Cut-outs an iteration.</param>
    /// <param name="iterations">How many.</param>
    /// <param name="fast">bf16 channels-last instead of fp32.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="report">Told each iteration's seconds.</param>
    public static BenchResult Run(int size, int cutn, int iterations, bool fast, Device device, Action<int, double>? report = null)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, device);
        var vqgan = new VqganModel(Weights.Fresh(random), new() { CodebookSize = 1024 });
        var clip = new ClipModel(Weights.Fresh(random), new());
        using var target = randn([1, 512], device: random.device, generator: random).DetachFromDisposeScope();
        if (fast)
        {
            vqgan.ToBFloat16();
            clip.ToBFloat16();
            HeapMemory.Trim();
        }

        using var generator = new VqganGenerator(vqgan);
        using var critic = new ClipCritic(clip, new(224, cutn, 1, CutMethod.Batched), new());
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

        return new(fast ? "bf16" : "fp32", seconds, losses, PeakMemory());
    }

    private static double PeakMemory() => File.Exists("/proc/self/status")
        ? double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace(
                "kB", "").Trim()) / 1024
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
}

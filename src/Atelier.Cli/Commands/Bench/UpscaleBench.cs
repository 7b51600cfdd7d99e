using System.Diagnostics;
using Atelier.Models.SuperResolution;

namespace Atelier.Cli.Commands.Bench;

/// <summary>Times the two released architectures with random weights.</summary>
internal static class UpscaleBench
{
    /// <summary>The networks: realesr-animevideov3's and realesrgan-x4plus-anime's.</summary>
    public static IReadOnlyList<string> Networks { get; } = ["srvgg", "rrdb"];

    /// <summary>Times each run after a warm-up: wall time, and processor time of all threads, which other load hardly changes.</summary>
    /// <param name="network">One of <see cref="Networks"/>.</param>
    /// <param name="side">Side of the small picture.</param>
    /// <param name="runs">Number of runs.</param>
    /// <param name="fast">bf16 channels-last instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    public static IReadOnlyList<(double Seconds, double Processor)> Run(string network, int side, int runs, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(1, device);
        using Upscaler upscaler = network == "srvgg"
            ? new SrvggNet(Weights.Fresh(random), new())
            : new RrdbNet(Weights.Fresh(random), new() { Blocks = 6 });
        upscaler.Freeze();
        if (fast)
        {
            upscaler.ToBFloat16();
        }

        using var picture = rand([1, 3, side, side], device: random.device, generator: random).DetachFromDisposeScope();
        using var process = Process.GetCurrentProcess();
        var times = new List<(double, double)>();
        for (var run = 0; run <= runs; run++)
        {
            using var scope = NewDisposeScope();
            process.Refresh();
            var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            upscaler.call(picture).select(0, 0).narrow(1, 0, 1).max().ToDouble();
            process.Refresh();
            times.Add((clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds));
        }

        return times[1..];
    }
}

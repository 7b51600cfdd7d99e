using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench diffusion</c>: times Stable Diffusion.</summary>
internal static class DiffusionBenchCommand
{
    private const int Multiple = 64; // pixels that one of the UNet's deepest level spans

    public static Command Create()
    {
        var size = new NumericOption<int>(Multiple, 2048, "--size", "-s")
        {
            Description = $"Side of the picture, a multiple of {Multiple}.", Default = 512,
        };
        var steps = new NumericOption<int>(1, 1000, "--steps") { Description = "Steps of the picture.", Default = 4 };
        var count = new NumericOption<int>(1, 64, "--count") { Description = "Pictures at once.", Default = 1 };
        var guided = new FlagOption("--guided") { Description = "Draw the picture with classifier-free guidance." };
        var runs = new NumericOption<int>(1, 1000, "--runs") { Description = "Runs of each part, after a warm-up.", Default = 3 };
        var precision = BenchCommand.Precisions();
        var command = new Command(
            "diffusion", "Time Stable Diffusion 1.5 with random weights: the UNet, the decoder, a picture of few steps.")
        {
            size, steps, count, guided, runs,
        };
        command.SetAction(parse =>
        {
            var side = size.Get(parse);
            if (side % Multiple != 0)
            {
                throw new CommandLineException($"--size {side} is no multiple of {Multiple}.");
            }

            var (place, report) = (parse.Device(), parse.Report());
            var times = new List<DiffusionTimes>();
            foreach (var one in precision.Get(parse).Reverse()) // bf16 first: the peak is that of the process
            {
                report.Note($"{one}: the network of 860 million random weights");
                times.Add(DiffusionBench.Run(
                    side, steps.Get(parse), count.Get(parse), parse.GetValue(guided), runs.Get(parse), one == "bf16", place));
            }

            report.Table(
                ["", "UNet s", "guided UNet s", "decoder s", $"picture of {steps.Get(parse)} steps s", "peak MiB"],
                times.Select(one => (string[])
                [
                    one.Precision, $"{one.Pass:F3}", $"{one.GuidedPass:F3}", $"{one.Decode:F3}", $"{one.Picture:F2}",
                    $"{one.PeakMegabytes:F0}",
                ]),
                times);
        });
        return command.WithComputeOptions(precision);
    }
}

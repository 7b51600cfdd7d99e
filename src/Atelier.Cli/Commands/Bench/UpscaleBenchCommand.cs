using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench upscale</c>: times the upscalers.</summary>
internal static class UpscaleBenchCommand
{
    public static Command Create()
    {
        var side = new NumericOption<int>(16, 1024, "--size", "-s") { Description = "Side of the small picture.", Default = 256 };
        var runs = new NumericOption<int>(1, 1000, "--runs") { Description = "Runs of each, after a warm-up.", Default = 3 };
        var command = new Command("upscale", "Time the released architectures with random weights, as one tile, in fp32 and bf16.")
        {
            side, runs,
        };
        command.SetAction(parse =>
        {
            var rows = UpscaleBench.Networks.Select(
                network => new { network, fp32 = Time(network, fast: false), bf16 = Time(network, fast: true) }).ToList();
            parse.Report().Table(
                ["network", "fp32 s", "bf16 s", "times as fast", "fp32 processor s", "bf16 processor s", "times"],
                rows.Select(row => new[]
                {
                    row.network, $"{row.fp32.Seconds:F3}", $"{row.bf16.Seconds:F3}", $"{row.fp32.Seconds / row.bf16.Seconds:F1}",
                    $"{row.fp32.Processor:F3}", $"{row.bf16.Processor:F3}", $"{row.fp32.Processor / row.bf16.Processor:F1}",
                }),
                rows);

            Timing Time(string network, bool fast)
            {
                var times = UpscaleBench.Run(network, side.Get(parse), runs.Get(parse), fast, parse.Device());
                return new(Median(times.Select(run => run.Seconds)), Median(times.Select(run => run.Processor)));
            }
        });
        return command.WithComputeOptions(precision: false);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private sealed record Timing(double Seconds, double Processor);
}

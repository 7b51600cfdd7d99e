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
        var precision = BenchCommand.Precisions();
        var command = new Command("upscale", "Time the released architectures with random weights, as one tile, in fp32 and bf16.")
        {
            side, runs,
        };
        command.SetAction(parse =>
        {
            var each = precision.Get(parse);
            var rows = UpscaleBench.Networks
                .Select(network => (Network: network, Times: each.Select(one => Time(network, fast: one == "bf16")).ToList()))
                .ToList();
            var faster = each.Length == 2 ? (string[])["times as fast"] : [];
            parse.Report().Table(
                ["network", .. each.Select(one => $"{one} s"), .. faster, .. each.Select(one => $"{one} processor s"), .. faster],
                rows.Select(row => (string[])
                [
                    row.Network, .. Cells([.. row.Times.Select(time => time.Seconds)]),
                    .. Cells([.. row.Times.Select(time => time.Processor)]),
                ]),
                rows.Select(row => new { row.Network, Times = each.Zip(row.Times).ToDictionary(pair => pair.First, pair => pair.Second) }));

            Timing Time(string network, bool fast)
            {
                var times = UpscaleBench.Run(network, side.Get(parse), runs.Get(parse), fast, parse.Device());
                return new(Median(times.Select(run => run.Seconds)), Median(times.Select(run => run.Processor)));
            }
        });
        return command.WithComputeOptions(precision);
    }

    // each figure, and how many times the second is in the first
    private static IEnumerable<string> Cells(double[] seconds) =>
        [.. seconds.Select(one => $"{one:F3}"), .. seconds is [var slow, var fast] ? (string[])[$"{slow / fast:F1}"] : []];

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private sealed record Timing(double Seconds, double Processor);
}

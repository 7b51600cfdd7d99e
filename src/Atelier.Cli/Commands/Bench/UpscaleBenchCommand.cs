using System.CommandLine;
using Atelier.Art.Upscale;
using Atelier.Core;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier bench upscale</c>: how fast the upscalers are here.</summary>
internal static class UpscaleBenchCommand
{
    public static Command Create()
    {
        var side = new Option<int>("--size", "-s") { Description = "Side of the small picture.", DefaultValueFactory = _ => 256 };
        var runs = new Option<int>("--runs") { Description = "Runs of each; one more goes before.", DefaultValueFactory = _ => 3 };
        var device = new DeviceOption();
        var command = new Command("upscale", "The released architectures with random weights, as one tile.") { side, runs, device };
        command.SetAction(parse =>
        {
            if (parse.GetValue(side) is < 16 or > 1024 || parse.GetValue(runs) is < 1 or > 1000)
            {
                throw new UserException("--size is 16 to 1024, --runs 1 to 1000.");
            }

            var table = new Table().AddColumns("network", "fp32 s", "bf16 s", "times as fast", "fp32 processor s", "bf16 processor s", "times").RoundedBorder();
            foreach (var network in UpscaleBench.Networks)
            {
                IReadOnlyList<(double Seconds, double Processor)> Times(bool fast) => UpscaleBench.Run(network, parse.GetValue(side), parse.GetValue(runs), fast, device.Of(parse));
                static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
                var (slow, fast) = (Times(false), Times(true));
                var (slowClock, fastClock, slowWork, fastWork) = (Median(slow.Select(run => run.Seconds)), Median(fast.Select(run => run.Seconds)), Median(slow.Select(run => run.Processor)), Median(fast.Select(run => run.Processor)));
                table.AddRow(network, $"{slowClock:F3}", $"{fastClock:F3}", $"{slowClock / fastClock:F1}", $"{slowWork:F3}", $"{fastWork:F3}", $"{slowWork / fastWork:F1}");
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }
}

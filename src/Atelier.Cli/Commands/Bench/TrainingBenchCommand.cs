using System.CommandLine;
using System.Text.Json;
using Atelier.Core;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier bench training RECIPE</c>: how long a step of a recipe takes; <c>benchmarks/training.py</c> takes the same steps in plain PyTorch.</summary>
internal static class TrainingBenchCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("recipe") { Description = "A recipe, such as recipes/vqgan-glyphs.yaml." };
        var set = new Option<string[]>("--set") { Description = "Put a value into the recipe." };
        var steps = new Option<int>("--steps") { Description = "Steps of each.", DefaultValueFactory = _ => 5 };
        var precision = new Option<string>("--precision") { Description = "fp32, bf16 or both.", DefaultValueFactory = _ => "both" };
        var device = new DeviceOption();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("training", "Steps of a recipe: forward, backward, clipping, optimiser, average.") { path, set, steps, precision, device, json };
        command.SetAction(parse =>
        {
            var wanted = parse.GetValue(precision)!;
            if (wanted is not ("fp32" or "bf16" or "both") || parse.GetValue(steps) is < 1 or > 10_000)
            {
                throw new UserException("--precision is fp32, bf16 or both, --steps 1 to 10000.");
            }

            string[] each = wanted == "both" ? ["fp32", "bf16"] : [wanted];
            var recipes = each.Select(one => Recipe.Read(parse.GetValue(path)!, [.. parse.GetValue(set) ?? [], $"training.precision={one}"])).ToList();
            var results = each.Zip(recipes).Select(pair => new Result(pair.First, new Trainer(pair.Second, "", device.Of(parse)).Time(parse.GetValue(steps)))).ToList();
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(results.Select(result => new { result.Precision, result.Seconds, result.ProcessorSeconds }), JsonSerializerOptions.Web));
                return;
            }

            var table = new Table().AddColumns("", "s / step", "processor s / step").RoundedBorder();
            results.ForEach(result => table.AddRow(result.Precision, $"{result.Seconds:F3}", $"{result.ProcessorSeconds:F3}"));
            AnsiConsole.Write(table);
        });
        return command;
    }

    private sealed record Result(string Precision, IReadOnlyList<StepTime> Times)
    {
        public double Seconds => Median(Times.Select(time => time.Seconds));

        public double ProcessorSeconds => Median(Times.Select(time => time.ProcessorSeconds));

        private static double Median(IEnumerable<double> values)
        {
            double[] sorted = [.. values.Order()];
            return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }
}

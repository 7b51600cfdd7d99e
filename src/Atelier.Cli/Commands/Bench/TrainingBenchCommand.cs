using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Training;
using Atelier.Training.Loop;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench training RECIPE</c>: how long a step of a recipe takes; <c>benchmarks/training.py</c>
/// takes the same steps in plain PyTorch.</summary>
internal static class TrainingBenchCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("recipe") { Description = "A recipe: its file, or the name of one of recipes/, such as vqgan-glyphs." };
        var set = new Option<string[]>("--set") { Description = "Put a value into the recipe." };
        var steps = new Number<int>(1, 10_000, "--steps") { Description = "Steps of each.", Usual = 5 };
        var precision = BenchCommand.Both();
        var command = new Command("training", "Steps of a recipe: forward, backward, clipping, optimiser, average.")
        {
            path, set, steps, precision,
        };
        command.SetAction(parse =>
        {
            var each = precision.Of(parse);
            var recipes = each.Select(
                one => Recipe.Read(parse.GetValue(path)!, [.. parse.GetValue(set) ?? [], $"training.precision={one}"])).ToList();
            var results = each.Zip(recipes)
                .Select(pair => new Result(pair.First, new Trainer(pair.Second, "", parse.Device()).TimeSteps(steps.Of(parse))))
                .ToList();
            parse.Report().Table(
                ["", "s / step", "processor s / step"],
                results.Select(result => new[] { result.Precision, $"{result.Seconds:F3}", $"{result.ProcessorSeconds:F3}" }),
                results.Select(result => new { result.Precision, result.Seconds, result.ProcessorSeconds }));
        });
        return command.Computing(precision: false);
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

using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Training;
using Atelier.Training.Loop;

namespace Atelier.Cli.Commands.Bench;

/// <summary><c>atelier bench training RECIPE</c>: times training steps. <c>benchmarks/training.py</c> does the same steps in PyTorch.
/// </summary>
internal static class TrainingBenchCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("recipe") { Description = "A recipe: a file, or a name in recipes/, such as vqgan-glyphs." };
        var set = new Option<string[]>("--set") { Description = "Override a value of the recipe." };
        var steps = new NumericOption<int>(1, 10_000, "--steps") { Description = "Steps of each precision.", Default = 5 };
        var precision = BenchCommand.Precisions();
        var command = new Command(
            "training", "Time the steps of a recipe: forward, backward, gradient clipping, optimizer step, moving average.")
        {
            path, set, steps,
        };
        command.SetAction(parse =>
        {
            var each = precision.Get(parse);
            var recipes = each.Select(
                one => Recipe.Read(parse.GetValue(path)!, [.. parse.GetValue(set) ?? [], $"training.precision={one}"])).ToList();
            var results = each.Zip(recipes)
                .Select(pair => new Result(pair.First, new Trainer(pair.Second, "", parse.Device()).TimeSteps(steps.Get(parse))))
                .ToList();
            parse.Report().Table(
                ["", "s / step", "processor s / step"],
                results.Select(result => new[] { result.Precision, $"{result.Seconds:F3}", $"{result.ProcessorSeconds:F3}" }),
                results.Select(result => new { result.Precision, result.Seconds, result.ProcessorSeconds }));
        });
        return command.WithComputeOptions(precision);
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

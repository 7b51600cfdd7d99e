using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Training.Loop;

namespace Atelier.Cli.Commands.Train;

/// <summary>Shows the progress of a training run: in a terminal a bar with the latest figures and contact sheet, elsewhere a line per
/// report.</summary>
internal static class TrainProgress
{
    public static T Show<T>(Report report, Func<IProgress<TrainingStep>, T> run)
    {
        if (report.IsQuiet)
        {
            return run(new SynchronousProgress<TrainingStep>(_ => { }));
        }

        string? sheet = null;
        if (report.IsJson)
        {
            return run(new SynchronousProgress<TrainingStep>(step => report.Result("", step)));
        }

        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            return run(
                new SynchronousProgress<TrainingStep>(
                    step => Console.WriteLine(
                        $"{step.Step}/{step.Total}  {DateTime.Now:HH:mm:ss}  " +
                        $"{Figures(step.Values)}{(step.Sheet == sheet ? "" : "  " + (sheet = step.Sheet))}")));
        }

        using var line = new ProgressLine();
        line.Show("the first steps", 0);
        return run(new SynchronousProgress<TrainingStep>(
            step => line.Show($"{step.Step}/{step.Total}  {Figures(step.Values)}  {step.Sheet}", (double)step.Step / step.Total)));
    }

    /// <summary>Named figures on one line.</summary>
    public static string Figures(IReadOnlyDictionary<string, double> values) =>
        string.Join("  ", values.Select(pair => $"{pair.Key} {pair.Value:G4}"));
}

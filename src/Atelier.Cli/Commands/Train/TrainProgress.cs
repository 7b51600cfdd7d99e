using Atelier.Training;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>Shows a training run: a live bar with its latest figures, the time left and the newest sheet of samples in a terminal, a line a report elsewhere.</summary>
internal static class TrainProgress
{
    public static T Show<T>(Func<IProgress<TrainingStep>, T> run)
    {
        string? sheet = null;
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            return run(new Immediate<TrainingStep>(step => Console.WriteLine($"{step.Step}/{step.Total}  {DateTime.Now:HH:mm:ss}  {Figures(step.Values)}{(step.Sheet == sheet ? "" : "  " + (sheet = step.Sheet))}")));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress().AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("the first steps");
                return run(new Immediate<TrainingStep>(step =>
                {
                    (bar.MaxValue, bar.Value) = (step.Total, step.Step);
                    bar.Description = Markup.Escape($"{step.Step}/{step.Total}  {Figures(step.Values)}{(step.Sheet is null ? "" : $"\n{step.Sheet}")}");
                }));
            });
    }

    /// <summary>Named figures on one line.</summary>
    public static string Figures(IReadOnlyDictionary<string, double> values) => string.Join("  ", values.Select(pair => $"{pair.Key} {pair.Value:G4}"));
}

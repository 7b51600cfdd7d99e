using System.Text.Json;
using Atelier.Art.Imagine;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>Shows a picture being made: a bar in a terminal, lines elsewhere, JSON for scripts.</summary>
internal static class ImagineProgress
{
    public static string Show(Imagination imagination, string? output, bool json, CancellationToken cancel)
    {
        if (json)
        {
            return imagination.Run(output, new Immediate<ImagineStep>(step => Console.WriteLine(JsonSerializer.Serialize(step, JsonSerializerOptions.Web))), cancel);
        }

        if (Console.IsErrorRedirected)
        {
            return imagination.Run(output, new Immediate<ImagineStep>(step =>
            {
                if (step.Iteration % 25 == 0 || step.Iteration == step.Total)
                {
                    Console.Error.WriteLine($"{step.Iteration}/{step.Total}  {Figures(step)}");
                }
            }), cancel);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var made = "";
        terminal.Progress().AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("loading the models", maxValue: Math.Max(1, imagination.Options.Iterations));
                made = imagination.Run(output, new Immediate<ImagineStep>(step =>
                {
                    bar.Value = step.Iteration;
                    bar.Description = Markup.Escape(Figures(step));
                }), cancel);
            });
        return made;
    }

    private static string Figures(ImagineStep step)
    {
        var prompts = step.Losses.Count > 4 ? "" : string.Join("  ", step.Losses.Select(loss => $"{Short(loss.Key)} {loss.Value:F3}"));
        return $"{1 / Math.Max(step.SecondsPerIteration, 1e-6):F1} it/s  {prompts}";
    }

    private static string Short(string words) => words.Length <= 32 ? words : words[..31] + "…";
}

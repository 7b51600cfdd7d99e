using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Cli.Output;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Shows a picture being made: a bar in a terminal, lines elsewhere, JSON for scripts.</summary>
internal static class ImagineProgress
{
    public static string Show(Imagination imagination, Report report, CancellationToken cancel)
    {
        if (report.IsQuiet)
        {
            return imagination.Run(null, null, cancel);
        }

        if (report.IsJson)
        {
            return imagination.Run(null, new SynchronousProgress<ImagineStep>(step => report.Result("", step)), cancel);
        }

        if (Console.IsErrorRedirected)
        {
            return imagination.Run(null, new SynchronousProgress<ImagineStep>(step =>
            {
                if (step.Iteration % 25 == 0 || step.Iteration == step.Total)
                {
                    report.Note($"{step.Iteration}/{step.Total}  {Figures(step)}");
                }
            }), cancel);
        }

        using var line = new ProgressLine();
        line.Show("loading the models, finding a start", 0);
        return imagination.Run(null, new SynchronousProgress<ImagineStep>(
            step => line.Show($"{step.Iteration}/{step.Total}  {Figures(step)}", (double)step.Iteration / step.Total)), cancel);
    }

    private static string Figures(ImagineStep step)
    {
        var prompts = step.Losses.Count > 4 ? "" : string.Join("  ", step.Losses.Select(loss => $"{Short(loss.Key)} {loss.Value:F3}"));
        return $"{1 / Math.Max(step.SecondsPerIteration, 1e-6):F1} it/s  {prompts}";
    }

    private static string Short(string words) => words.Length <= 32 ? words : words[..31] + "…";
}

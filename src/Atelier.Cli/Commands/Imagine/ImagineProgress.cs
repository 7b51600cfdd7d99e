using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Cli.Output;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Shows the progress of a run: a bar in a terminal, lines elsewhere, JSON for scripts.</summary>
internal static class ImagineProgress
{
    public static string Run(TextToImagePipeline pipeline, Report report, CancellationToken cancel)
    {
        if (report.IsQuiet)
        {
            return pipeline.Run(null, null, cancel);
        }

        if (report.IsJson)
        {
            return pipeline.Run(null, new SynchronousProgress<ImagineStep>(step => report.Result("", step)), cancel);
        }

        if (Console.IsErrorRedirected)
        {
            return pipeline.Run(null, new SynchronousProgress<ImagineStep>(step =>
            {
                if (step.Iteration % 25 == 0 || step.Iteration == step.Total)
                {
                    report.Note($"{step.Iteration}/{step.Total}  {Figures(step)}");
                }
            }), cancel);
        }

        using var line = new ProgressLine();
        line.Show("loading the models, choosing a start", 0);
        return pipeline.Run(null, new SynchronousProgress<ImagineStep>(
            step => line.Show($"{step.Iteration}/{step.Total}  {Figures(step)}", (double)step.Iteration / step.Total)), cancel);
    }

    private static string Figures(ImagineStep step)
    {
        var prompts = step.Losses.Count > 4 ? "" : string.Join("  ", step.Losses.Select(loss => $"{Shorten(loss.Key)} {loss.Value:F3}"));
        return $"{1 / Math.Max(step.SecondsPerIteration, 1e-6):F1} it/s  {prompts}";
    }

    private static string Shorten(string words) => words.Length <= 32 ? words : words[..31] + "…";
}

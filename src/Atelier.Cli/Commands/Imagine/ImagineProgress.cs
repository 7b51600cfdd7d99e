using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Cli.Output;
using Atelier.Core;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Shows the progress of runs: a bar in a terminal, lines elsewhere, JSON for scripts.</summary>
internal static class ImagineProgress
{
    private const int LineInterval = 25; // iterations between lines

    /// <summary>Runs them together.</summary>
    public static IReadOnlyList<BatchResult> Run(
        IReadOnlyList<TextToImagePipeline> pipelines, Report report, CancellationToken cancel)
    {
        if (report.IsQuiet)
        {
            return TextToImageBatch.Run(pipelines, null, cancel);
        }

        if (report.IsJson)
        {
            return Run(step => report.Result("", pipelines.Count == 1 ? step.Step : step));
        }

        if (Console.IsErrorRedirected)
        {
            return Run(step =>
            {
                if (step.Step.Iteration > 0 && (step.Step.Iteration % LineInterval == 0 || step.Step.Iteration == step.Step.Total))
                {
                    report.Note(Text(step));
                }
            });
        }

        using var line = new ProgressLine();
        line.Show("loading the models, choosing a start", 0);
        var (done, total) = (new int[pipelines.Count], pipelines.Sum(pipeline => (double)pipeline.Iterations));
        return Run(step =>
        {
            done[step.Run] = step.Step.Iteration;
            line.Show(Text(step), done.Sum() / total);
        });

        IReadOnlyList<BatchResult> Run(Action<BatchStep> show) =>
            TextToImageBatch.Run(pipelines, new SynchronousProgress<BatchStep>(show), cancel);

        string Text(BatchStep step) =>
            (pipelines.Count == 1 ? "" : $"picture {step.Run + 1}/{pipelines.Count}  ") +
            $"{step.Step.Iteration}/{step.Step.Total}  {Figures(step.Step)}";
    }

    private static string Figures(ImagineStep step)
    {
        if (step.Losses.Count == 0)
        {
            return "";
        }

        var prompts = step.Losses.Count > 4 ? "" : string.Join("  ", step.Losses.Select(loss => $"{Shorten(loss.Key)} {loss.Value:F3}"));
        return $"{1 / Math.Max(step.SecondsPerIteration, 1e-6):F1} it/s  {prompts}";
    }

    private static string Shorten(string words) => words.Length <= 32 ? words : words[..31] + "…";
}

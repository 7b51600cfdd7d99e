using System.Runtime.InteropServices;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>Draws the pictures of runs of one diffusion model: those that differ in nothing but their seeds together, as many as the memory
/// allows.</summary>
/// <param name="report">Told after each step of each run.</param>
/// <param name="finish">Told what became of each run.</param>
/// <param name="cancel">Cancels between steps.</param>
internal sealed class DiffusionBatch(
    Action<TextToImagePipeline, ImagineStep> report, Action<TextToImagePipeline, BatchResult> finish, CancellationToken cancel)
{
    /// <summary>Draws all.</summary>
    /// <param name="runs">Runs of the same networks.</param>
    /// <param name="most">The most pictures to draw together.</param>
    public void Run(IReadOnlyList<TextToImagePipeline> runs, int most)
    {
        var first = runs[0];
        using var own = first.Prepared.Cache is null ? new NetworkCache() : null;
        DiffusionSampler sampler;
        try
        {
            sampler = first.Prepared.Networks(own, () => DiffusionSampler.Load(first.Prepared, first.Device, cancel));
        }
        catch (Exception e) when (IsExpected(e))
        {
            FinishAll(runs, e);
            return;
        }

        foreach (var alike in runs.GroupBy(run => (run.Options with { Seed = 0 }).ToJson()).Select(group => group.ToArray()))
        {
            foreach (var chunk in alike.Chunk(alike[0].Prepared.Together(most)))
            {
                Draw(sampler, chunk);
            }
        }
    }

    private void Draw(DiffusionSampler sampler, TextToImagePipeline[] runs)
    {
        using var locks = new ExitStack();
        var open = runs.Where(run => Try(run, () =>
        {
            locks.Push(run.RunFolder.Lock());
            run.RunFolder.Write(run.Options, run.Order);
        })).ToArray();
        try
        {
            var drawn = open.Length == 0 ? [] : sampler.Draw(open, (i, step) => report(open[i], step), cancel);
            foreach (var (run, (picture, loss)) in open.Zip(drawn))
            {
                Try(run, () =>
                {
                    foreach (var path in new[] { run.Order.Output, run.RunFolder.Picture }.OfType<string>())
                    {
                        RunFolder.WritePicture(path, picture, run.Options);
                    }

                    finish(run, new(run.Order.Output ?? run.Picture, null, loss));
                });
            }
        }
        catch (ExternalException e) when (open.Length > 1 && e.Message.Contains("out of memory", StringComparison.Ordinal))
        {
            locks.Dispose();
            foreach (var half in open.Chunk((open.Length + 1) / 2))
            {
                Draw(sampler, half);
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            FinishAll(open, e);
        }
    }

    private bool Try(TextToImagePipeline run, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (IsExpected(e))
        {
            finish(run, new(null, e));
            return false;
        }
    }

    private void FinishAll(IEnumerable<TextToImagePipeline> runs, Exception error)
    {
        foreach (var run in runs)
        {
            finish(run, new(null, error));
        }
    }

    private static bool IsExpected(Exception e) => e is AtelierException or OperationCanceledException;
}

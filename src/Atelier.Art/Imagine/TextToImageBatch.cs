using System.Diagnostics;
using System.Runtime.InteropServices;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;

namespace Atelier.Art.Imagine;

/// <summary>A progress report of one iteration of one run of a batch.</summary>
/// <param name="Run">The run's index.</param>
/// <param name="Step">The iteration.</param>
public sealed record BatchStep(int Run, ImagineStep Step);

/// <summary>What became of a run of a batch.</summary>
/// <param name="Picture">The path of its picture; null if there is none.</param>
/// <param name="Error">Why it failed, or an <see cref="OperationCanceledException"/> if it was cancelled before its first iteration; else
/// null.</param>
/// <param name="Loss">The critics' loss of the whole picture, without augmentation, so that pictures of the same prompts can be compared;
/// null if there is no picture.</param>
public sealed record BatchResult(string? Picture, Exception? Error, double? Loss = null);

/// <summary>Makes several pictures together. Runs of the same networks load them once; those of one size are generated and scored in one
/// pass, as many as the memory allows. Each run has its own options, seed, folder and end, and gives the picture that it gives alone; sums
/// over a batch may be rounded otherwise.</summary>
public sealed class TextToImageBatch
{
    private const int MostTogether = 8; // more gain nothing on a CPU, and little on a GPU

    private readonly IReadOnlyList<TextToImagePipeline> _runs;
    private readonly IProgress<BatchStep>? _progress;
    private readonly CancellationToken _cancel;
    private readonly BatchResult[] _results;
    private int _together = MostTogether;

    private TextToImageBatch(IReadOnlyList<TextToImagePipeline> runs, IProgress<BatchStep>? progress, CancellationToken cancel) =>
        (_runs, _progress, _cancel, _results) = (runs, progress, cancel, new BatchResult[runs.Count]);

    /// <summary>Makes the pictures of all runs. A run that fails does not stop the others. If it is cancelled, the best picture so far of
    /// every run that has begun is kept.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="progress">Receives a report of the start and after every iteration of every run.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <returns>What became of each run, in the order of <paramref name="runs"/>.</returns>
    public static IReadOnlyList<BatchResult> Run(
        IReadOnlyList<TextToImagePipeline> runs, IProgress<BatchStep>? progress = null, CancellationToken cancel = default)
    {
        var batch = new TextToImageBatch(runs, progress, cancel);
        foreach (var alike in Enumerable.Range(0, runs.Count).GroupBy(i => (runs[i].Prepared.NetworksKey, runs[i].Prepared.Cache)))
        {
            batch.RunAlike([.. alike]);
        }

        return batch._results;
    }

    // runs of the same networks
    private void RunAlike(IReadOnlyList<int> runs)
    {
        if (_runs[runs[0]].Prepared.Diffusion is not null)
        {
            var number = runs.ToDictionary(i => _runs[i]);
            new DiffusionBatch((run, step) => Report(new(number[run], step)), (run, made) => _results[number[run]] = made, _cancel)
                .Run([.. runs.Select(i => _runs[i])], MostTogether);
            return;
        }

        var first = _runs[runs[0]];
        using var own = first.Prepared.Cache is null ? new NetworkCache() : null;
        LoadedModels models;
        try
        {
            models = first.Prepared.Networks(own, () => LoadedModels.Load(first.Prepared, first.Device, _cancel));
        }
        catch (Exception e) when (e is AtelierException or OperationCanceledException)
        {
            foreach (var i in runs)
            {
                _results[i] = new(null, e);
            }

            return;
        }

        foreach (var sized in runs.GroupBy(i => (_runs[i].Options.Width, _runs[i].Options.Height, _runs[i].Options.Edit.Tile)))
        {
            foreach (var chunk in sized.Chunk(_runs[sized.MaxBy(i => _runs[i].Options.Cutn)].Prepared.Together(MostTogether)))
            {
                RunTogether(models, chunk);
            }
        }
    }

    // runs of the same networks and size
    private void RunTogether(LoadedModels models, int[] runs)
    {
        using var scope = NewDisposeScope();
        var active = new Dictionary<int, ActiveRun>();
        try
        {
            foreach (var i in runs)
            {
                Try(i, () => active[i] = Begin(i, models));
            }

            while (active.Count > 0)
            {
                foreach (var (i, run) in active.Where(pair => pair.Value.IsFinished || _cancel.IsCancellationRequested).ToList())
                {
                    active.Remove(i);
                    Finish(i, run);
                }

                foreach (var some in active.ToList().Chunk(_together))
                {
                    Step(some, active);
                }
            }
        }
        finally
        {
            foreach (var run in active.Values)
            {
                run.Dispose();
            }
        }
    }

    private ActiveRun Begin(int i, LoadedModels models)
    {
        var run = ActiveRun.Begin(_runs[i].Prepared, _runs[i].RunFolder, _runs[i].Order, models, _cancel);
        try
        {
            if (run.Loop.Iteration == 0)
            {
                Report(new(i, run.RecordStart()));
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private void Step(KeyValuePair<int, ActiveRun>[] runs, Dictionary<int, ActiveRun> active)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<IReadOnlyDictionary<string, double>> losses;
        foreach (var (_, run) in runs)
        {
            run.Steer();
        }

        try
        {
            losses = GuidedLoop.Step([.. runs.Select(pair => pair.Value.Loop)]);
        }
        catch (ExternalException e) when (runs.Length > 1 && e.Message.Contains("out of memory", StringComparison.Ordinal))
        {
            _together = (runs.Length + 1) / 2; // no loop has moved: all of them are in the next round
            return;
        }

        var seconds = clock.Elapsed.TotalSeconds / runs.Length;
        foreach (var ((i, run), own) in runs.Zip(losses))
        {
            if (Try(i, () => Report(new(i, run.Record(own, seconds)))) is { } error)
            {
                active.Remove(i);
                Finish(i, run, error);
            }
        }
    }

    private void Report(BatchStep step) => _progress?.Report(step);

    // the picture first: it may fit elsewhere if the disk is full
    private void Finish(int i, ActiveRun run, Exception? error = null)
    {
        using (run)
        {
            var pipeline = _runs[i];
            pipeline.IterationsDone = run.Loop.Iteration;
            pipeline.IsStopped = !run.IsFinished;
            double? loss = null;
            error = Try(i, () => loss = run.WritePicture(pipeline.Order.Output)) ?? error ?? Try(i, run.WriteState);
            _results[i] = error is null ? new(pipeline.Order.Output ?? pipeline.RunFolder.Picture, null, loss) : new(null, error);
        }
    }

    private Exception? Try(int i, Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is AtelierException or OperationCanceledException)
        {
            _results[i] = new(null, e);
            return e;
        }
    }
}

using System.Diagnostics;
using Atelier.Core;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Logs;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>Trains what a recipe describes. The run's folder holds <c>recipe.yaml</c>, <c>checkpoint.safetensors</c>, <c>log.csv</c>,
/// TensorBoard's events, <c>samples/</c>, <c>report.html</c>, and the model so far: <c>model.safetensors</c> with <c>config.json</c>.
/// Several processes train as one would: each computes its share of every batch, and gradients and metrics are averaged over all. Only the
/// main process writes.</summary>
/// <param name="recipe">What to train.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="device">The device; null for the CPU.</param>
/// <param name="group">The processes that train together; null for this one alone.</param>
/// <param name="skipped">Receives every picture that cannot be read, once; it is left out.</param>
public sealed class Trainer(
    Recipe recipe, string folder, Device? device = null, IProcessGroup? group = null, IProgress<SkippedPicture>? skipped = null)
{
    private readonly TrainingOptions _options = recipe.Training;
    private readonly IProcessGroup _group = group ?? new SingleProcess();
    private readonly TrainingFolder _folder = new(folder, group?.IsMain ?? true);
    private readonly FirstReports? _skipped = skipped is null ? null : new(skipped);

    /// <summary>Whether the last run ended before its last step, because this process or another one was cancelled.</summary>
    public bool IsStopped { get; private set; }

    private Device Device => device ?? CPU;

    /// <summary>Trains to the recipe's last step or until cancelled; writes a checkpoint either way.</summary>
    /// <param name="resume">Resume the run in the folder from its last checkpoint, exactly.</param>
    /// <param name="progress">Receives the metrics of every log entry.</param>
    /// <param name="cancel">Ends the run after the current step.</param>
    /// <returns>The metrics on held-out pictures; empty if cancelled.</returns>
    /// <exception cref="AtelierException">The folder holds another run, there is nothing to resume, or the data cannot be read.</exception>
    public IReadOnlyDictionary<string, double> Run(bool resume, IProgress<TrainingStep> progress, CancellationToken cancel)
    {
        RequireRunnable(resume);
        using var resumeLock = resume ? _folder.Lock() : null;
        using var scope = NewDisposeScope();
        using var train = recipe.Data.Open(DataSplit.Train);
        using var heldOut = recipe.Data.Open(DataSplit.Test);
        RequireEnoughPictures(train, heldOut);
        using var random = new DeviceGenerator(_options.Seed, device);
        using var learner = Create(train, random);
        var checkpoint = new Checkpoint(_folder.CheckpointPath, learner, random);
        var step = resume ? checkpoint.Load() : 0;
        Synchronize(learner, step);
        using var loader = new DataLoader(
            train, recipe.Data, _options.Batch / _group.WorldSize, _options.Seed, step * learner.InnerSteps * _options.Accumulate, _group);
        loader.WaitForFirstBatch();
        using var newLock = resume ? null : _folder.Lock(); // until here nothing was written
        _folder.Claim(recipe.File.ToYaml());
        using var journal = _group.IsMain ? new Journal(folder, step, _options.Steps, progress) : null;
        var evaluation = new HeldOutEvaluation(learner, heldOut, recipe, Device, _skipped);
        var (metrics, clock, lastLogged) = (new Metrics(), Stopwatch.StartNew(), step);
        var runner = new StepRunner(learner, _options, Device, _group, random, metrics);
        for (; step < _options.Steps && !AnyProcessIsCancelled(cancel); step++)
        {
            runner.Run(step, loader.Next);
            var done = step + 1;
            if (done % _options.LogEvery == 0 || done == _options.Steps)
            {
                metrics["pictures_per_second"] =
                    (done - lastLogged) * learner.InnerSteps * _options.Accumulate * _options.Batch / clock.Elapsed.TotalSeconds;
                var means = MeanOverProcesses(metrics.TakeMeans());
                journal?.Write(done, means);
                lastLogged = done;
                ReportSkipped(loader);
                clock.Restart();
            }

            if (done % _options.SampleEvery == 0 && journal is not null)
            {
                journal.Write(done, Evaluate(evaluation, learner, journal, done, _options.TestPictures / 4));
                clock.Restart();
            }

            if (done % _options.CheckpointEvery == 0)
            {
                _folder.Save(learner, checkpoint, done);
                journal?.WriteReport(done);
            }
        }

        _folder.Save(learner, checkpoint, step);
        journal?.WriteReport(step);
        IsStopped = step < _options.Steps;
        if (IsStopped || journal is null)
        {
            return new Dictionary<string, double>();
        }

        var final = Evaluate(evaluation, learner, journal, step, _options.TestPictures);
        _folder.SaveMetrics(final);
        journal.WriteReport(step);
        return final;
    }

    /// <summary>Measures the run's last checkpoint on held-out pictures.</summary>
    /// <param name="pictures">How many.</param>
    /// <returns>The metrics by name.</returns>
    /// <exception cref="AtelierException">The folder holds no checkpoint of this recipe.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(int pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var train = recipe.Data.Open(DataSplit.Train);
        using var heldOut = recipe.Data.Open(DataSplit.Test);
        using var random = new DeviceGenerator(_options.Seed, device);
        using var learner = Create(train, random);
        _folder.RequireCheckpoint("evaluate");
        new Checkpoint(_folder.CheckpointPath, learner, random).Load();
        return new HeldOutEvaluation(learner, heldOut, recipe, Device, _skipped).Measure(pictures);
    }

    /// <summary>Times steps of the untrained model on one batch, so that reading pictures does not count. Writes nothing.</summary>
    /// <param name="steps">Steps to time, after one for warm-up.</param>
    public IReadOnlyList<StepTime> TimeSteps(int steps)
    {
        using var scope = NewDisposeScope();
        using var train = recipe.Data.Open(DataSplit.Train);
        using var random = new DeviceGenerator(_options.Seed, device);
        using var learner = Create(train, random);
        var batch = FirstBatch(train);
        var times = new List<StepTime>();
        var runner = new StepRunner(learner, _options, Device, _group, random, new());
        for (var step = 0; step <= steps; step++)
        {
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            runner.Run(step, () => batch);
            times.Add(new(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds));
        }

        return times[1..];
    }

    private static Dictionary<string, double> Evaluate(
        HeldOutEvaluation evaluation, ILearner learner, Journal journal, long step, int pictures)
    {
        journal.Write(step, evaluation.DrawSamples(), learner.Histograms);
        return evaluation.Measure(pictures).ToDictionary(pair => "test_" + pair.Key, pair => pair.Value);
    }

    // all processes start at the same step with the weights of the main one
    private void Synchronize(ILearner learner, long step)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (_group.AllGather(tensor(step, dtype: ScalarType.Int64).reshape(1)).ToArray<long>().Distinct().Count() > 1)
        {
            throw new ModelFileException($"The processes do not see the same checkpoint in {folder}: all of them need the run's folder.");
        }

        _group.Broadcast([.. learner.Modules.SelectMany(module => module.Network.state_dict().Values)]);
    }

    private bool AnyProcessIsCancelled(CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var cancelled = tensor(cancel.IsCancellationRequested ? 1L : 0);
        _group.AllReduceSum(cancelled);
        return cancelled.ToDouble() > 0;
    }

    private Dictionary<string, double> MeanOverProcesses(Dictionary<string, double> metrics)
    {
        using var scope = NewDisposeScope();
        string[] names = [.. metrics.Keys];
        var means = _group.Mean(tensor(metrics.Values.ToArray(), [names.Length])).ToArray<double>();
        return names.Zip(means).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private ILearner Create(IPictureSource train, Generator random)
    {
        try
        {
            return recipe.Learner.Value.Create(recipe.Data, _options, train.Classes, random, _group);
        }
        catch (NotEnoughMemoryException e)
        {
            throw recipe.Learner.Error(e);
        }
    }

    private void RequireEnoughPictures(IPictureSource train, IPictureSource heldOut)
    {
        if (train.Count < _options.Batch)
        {
            throw _options.Batch.Error($"{recipe.Data.Path} has {train.Count} pictures to train on");
        }

        if (!DataLoader.InOrder(heldOut, recipe.Data, 1, 1, skipped: null).Any())
        {
            throw recipe.Data.Path.Error("no picture to test on can be read");
        }
    }

    private void RequireRunnable(bool resume)
    {
        if (_options.Batch % _group.WorldSize != 0)
        {
            throw _options.Batch.Error($"{_group.WorldSize} processes cannot share it evenly");
        }

        if (resume)
        {
            _folder.RequireCheckpoint("resume");
            recipe.RequireCompatible(RecipeFile.Read(_folder.RecipePath, []));
        }
        else
        {
            _folder.RequireNoRun();
        }
    }

    private PictureBatch FirstBatch(IPictureSource train)
    {
        using var loader = new DataLoader(train, recipe.Data, _options.Batch, _options.Seed, 0);
        return loader.Next();
    }

    private void ReportSkipped(DataLoader loader)
    {
        foreach (var picture in loader.Skipped)
        {
            _skipped?.Report(picture);
        }
    }

    // the same pictures are skipped again in every epoch
    private sealed class FirstReports(IProgress<SkippedPicture> inner) : IProgress<SkippedPicture>
    {
        private readonly HashSet<string> _names = [];

        public void Report(SkippedPicture value)
        {
            if (_names.Add(value.Name))
            {
                inner.Report(value);
            }
        }
    }
}

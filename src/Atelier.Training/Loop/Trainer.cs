using System.Diagnostics;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Atelier.Torch.Distributed;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Data;
using Atelier.Training.Logs;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>Trains what a recipe describes. The run's folder holds <c>recipe.yaml</c>,
/// <c>checkpoint.safetensors</c>, <c>log.csv</c>, TensorBoard's events,
/// <c>samples/</c>, <c>report.html</c>, and the model as it is: <c>model.safetensors</c> with its <c>config.json</c>.
/// Several processes train it as one would: each on its share of every batch, with gradients and figures that are means
/// over all; the first one alone writes.</summary>
/// <param name="recipe">What is trained, and how.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="device">Where it computes; null for the CPU.</param>
/// <param name="group">The processes that train it together; null for this one alone.</param>
public sealed class Trainer(Recipe recipe, string folder, Device? device = null, IProcessGroup? group = null)
{
    private const int ShownPictures = 32;
    private const int ShownColumns = 8;
    private readonly TrainingOptions _options = recipe.Training;
    private readonly IProcessGroup _group = group ?? new SingleProcess();
    private readonly HashSet<string> _skipped = []; // pictures that cannot be read, told once

    /// <summary>Whether the last run ended before its last step, because this process or another one was cancelled.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Trains to the recipe's last step or until cancelled; a checkpoint is written first either way.</summary>
    /// <param name="resume">Go on with the run in the folder, exactly where its last checkpoint stands.</param>
    /// <param name="progress">Hears the figures.</param>
    /// <param name="cancel">Ends the run after the step at hand.</param>
    /// <returns>The figures on held-out pictures; empty when cancelled.</returns>
    /// <exception cref="UserException">The folder holds another run, there is nothing to resume, or the data cannot be read.</exception>
    public IReadOnlyDictionary<string, double> Run(bool resume, IProgress<TrainingStep> progress, CancellationToken cancel)
    {
        Check(resume);
        using var resumed = resume ? Lock() : null;
        using var scope = NewDisposeScope();
        using var train = recipe.Data.Open(DataPart.Train);
        using var held = recipe.Data.Open(DataPart.Test);
        MustSuffice(train, held);
        using var random = new Generator(_options.Seed, device);
        using var learner = Create(train, random);
        var checkpoint = new Checkpoint(CheckpointPath, learner, random);
        var step = resume ? checkpoint.Load() : 0;
        BeginTogether(learner, step);
        using var batches = new PictureBatches(
            train, recipe.Data, _options.Batch / _group.WorldSize, _options.Seed, step * learner.Rounds * _options.Accumulate, _group);
        batches.Begin();
        using var begun = resume ? null : Lock(); // until here nothing was written
        ClaimFolder();
        using var journal = _group.IsMain ? new Journal(folder, step, _options.Steps, progress) : null;
        var (figures, clock, since) = (new Figures(), Stopwatch.StartNew(), step);
        for (; step < _options.Steps && !AnyoneAsksToStop(cancel); step++)
        {
            Step(learner, batches.Next, step, random, figures);
            var done = step + 1;
            if (done % _options.LogEvery == 0 || done == _options.Steps)
            {
                figures["pictures_per_second"] =
                    (done - since) * learner.Rounds * _options.Accumulate * _options.Batch / clock.Elapsed.TotalSeconds;
                var means = OverProcesses(figures.Take());
                journal?.Write(done, means);
                since = done;
                Warn(batches);
                clock.Restart();
            }

            if (done % _options.SampleEvery == 0 && journal is not null)
            {
                journal.Write(done, Show(learner, held, journal, done, _options.TestPictures / 4));
                clock.Restart();
            }

            if (done % _options.CheckpointEvery == 0)
            {
                Save(learner, checkpoint, done);
                journal?.WriteReport(done);
            }
        }

        Save(learner, checkpoint, step);
        journal?.WriteReport(step);
        IsStopped = step < _options.Steps;
        if (IsStopped || journal is null)
        {
            return new Dictionary<string, double>();
        }

        var final = Show(learner, held, journal, step, _options.TestPictures);
        AtomicFile.Write(Path.Combine(folder, "figures.json"), JsonSerializer.SerializeToUtf8Bytes(final));
        journal.WriteReport(step);
        return final;
    }

    /// <summary>The run's last checkpoint, tested on held-out pictures.</summary>
    /// <param name="pictures">How many.</param>
    /// <returns>Figures by name.</returns>
    /// <exception cref="UserException">The folder holds no checkpoint of this recipe.</exception>
    public IReadOnlyDictionary<string, double> Test(int pictures)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var train = recipe.Data.Open(DataPart.Train);
        using var held = recipe.Data.Open(DataPart.Test);
        using var random = new Generator(_options.Seed, device);
        using var learner = Create(train, random);
        MustExist("evaluate");
        new Checkpoint(CheckpointPath, learner, random).Load();
        using var average = learner.Players[0].UseAverage();
        return learner.Test(Held(held, pictures));
    }

    /// <summary>How long steps take: of the model as it begins, on one batch again and again, so that reading pictures
    /// does not count. Nothing is written.</summary>
    /// <param name="steps">Steps to time, after one that is not.</param>
    public IReadOnlyList<StepTime> Time(int steps)
    {
        using var scope = NewDisposeScope();
        using var train = recipe.Data.Open(DataPart.Train);
        using var random = new Generator(_options.Seed, device);
        using var learner = Create(train, random);
        var batch = FirstBatch(train);
        var times = new List<StepTime>();
        var figures = new Figures();
        for (var step = 0; step <= steps; step++)
        {
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            Step(learner, () => batch, step, random, figures);
            times.Add(new(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds));
        }

        return times[1..];
    }

    private string RecipePath => Path.Combine(folder, "recipe.yaml");

    private string CheckpointPath => Path.Combine(folder, "checkpoint.safetensors");

    // Every player in turn, on the same batches; gradients of the others are not computed.
    private void Step(ILearner learner, Func<PictureBatch> next, long step, Generator random, Figures figures)
    {
        using var scope = NewDisposeScope();
        for (var round = 0; round < learner.Rounds; round++)
        {
            using var inner = NewDisposeScope();
            PictureBatch[] parts = [.. Enumerable.Range(0, _options.Accumulate).Select(_ => On(next()))];
            foreach (var player in learner.Players.Where(player => player.Round is null || player.Round == round))
            {
                foreach (var other in learner.Players)
                {
                    other.Listen(other == player);
                }

                for (var part = 0; part < parts.Length; part++)
                {
                    using var turn = NewDisposeScope();
                    var loss = learner.Loss(player, parts[part], new(step, _options.Steps, part, _group, random, figures));
                    if (loss.requires_grad)
                    {
                        (loss / parts.Length).backward();
                    }
                }

                var length = player.Move(step, _options.Steps, _options.Clip, _group);
                if (_options.Clip > 0)
                {
                    figures[player.Name + "_gradient"] = length;
                }
            }
        }

        learner.Moved(new(step, _options.Steps, 0, _group, random, figures));
    }

    private PictureBatch On(PictureBatch batch) => batch with { Device = device ?? CPU };

    // the same weights at the same step everywhere
    private void BeginTogether(ILearner learner, long step)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        if (_group.AllGather(tensor(step, dtype: ScalarType.Int64).reshape(1)).ToArray<long>().Distinct().Count() > 1)
        {
            throw new UserException($"The processes do not see the same checkpoint in {folder}: all of them need the run's folder.");
        }

        _group.Broadcast([.. learner.Players.SelectMany(player => player.Network.state_dict().Values)]);
    }

    private bool AnyoneAsksToStop(CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var askers = tensor(cancel.IsCancellationRequested ? 1L : 0);
        _group.AllReduceSum(askers);
        return askers.ToDouble() > 0;
    }

    private Dictionary<string, double> OverProcesses(Dictionary<string, double> own)
    {
        using var scope = NewDisposeScope();
        string[] names = [.. own.Keys];
        var means = _group.Mean(tensor(own.Values.ToArray(), [names.Length])).ToArray<double>();
        return names.Zip(means).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private void Save(ILearner learner, Checkpoint checkpoint, long step)
    {
        if (!_group.IsMain)
        {
            return;
        }

        checkpoint.Save(step);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), learner.Players[0].Final);
        learner.Describe(folder);
    }

    // a sheet of samples, and figures on held-out pictures, both of the averaged weights
    private Dictionary<string, double> Show(ILearner learner, IPictureSource held, Journal journal, long step, int pictures)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var average = learner.Players[0].UseAverage();
        using var random = new Generator(_options.Seed ^ 0x5EED, device);
        var samples = learner.Sample(On(InOrder(held, ShownPictures, ShownPictures).First()), random);
        var enlarged = samples.size(3) < 64 ? F.interpolate(samples, scale_factor: [2, 2]) : samples;
        var sheet = ContactSheet.Draw([.. enlarged.split(1, 0).Select(picture => picture.expand(1, 3, -1, -1).ToPicture())], ShownColumns);
        journal.Write(step, sheet, learner.Counts);
        return learner.Test(Held(held, pictures)).ToDictionary(pair => "test_" + pair.Key, pair => pair.Value);
    }

    private IEnumerable<PictureBatch> Held(IPictureSource held, int pictures) => InOrder(held, pictures, _options.Batch).Select(On);

    private IEnumerable<PictureBatch> InOrder(IPictureSource held, int count, int batch) =>
        PictureBatches.InOrder(held, recipe.Data, count, batch, Warn);

    private ILearner Create(IPictureSource train, Generator random)
    {
        try
        {
            return recipe.Model.Create(recipe.Data, _options, train.Classes, random, _group);
        }
        catch (NotEnoughMemoryException e)
        {
            throw recipe.File.Root.Refused("model", new UserException(e.Message, e));
        }
    }

    private void MustSuffice(IPictureSource train, IPictureSource held)
    {
        if (train.Count < _options.Batch)
        {
            throw recipe.File.Root.Section("training").Wrong("batch", $"{recipe.Data.Path} has {train.Count} pictures to train on");
        }

        if (!PictureBatches.InOrder(held, recipe.Data, 1, 1, (_, _) => { }).Any())
        {
            throw recipe.Data.Wrong("path", "no picture to test on can be read");
        }
    }

    private void Check(bool resume)
    {
        if (_options.Batch % _group.WorldSize != 0)
        {
            throw new UserException($"training.batch is {_options.Batch}, which {_group.WorldSize} processes cannot share evenly.");
        }

        if (resume)
        {
            MustExist("resume");
            recipe.MustContinue(RecipeFile.Read(RecipePath, []));
        }
        else if (File.Exists(CheckpointPath))
        {
            throw new UserException($"{folder} holds a run already: --resume goes on with it, another --output begins a new one.");
        }
    }

    private OwnerLock? Lock() => _group.IsMain ? OwnerLock.AcquireFolder(folder) : null;

    private void ClaimFolder()
    {
        if (_group.IsMain)
        {
            if (File.Exists(RecipePath))
            {
                AtomicFile.DiscardUnfinished(folder);
            }

            AtomicFile.Write(RecipePath, System.Text.Encoding.UTF8.GetBytes(recipe.File.Text()));
        }
    }

    private PictureBatch FirstBatch(IPictureSource train)
    {
        using var batches = new PictureBatches(train, recipe.Data, _options.Batch, _options.Seed, 0);
        return batches.Next();
    }

    private void MustExist(string use)
    {
        if (!File.Exists(CheckpointPath))
        {
            throw new UserException($"There is nothing to {use} in {folder}: it holds no checkpoint.");
        }
    }

    private void Warn(PictureBatches batches)
    {
        foreach (var (name, reason) in batches.Broken)
        {
            Warn(name, reason);
        }
    }

    private void Warn(string name, string reason)
    {
        if (_skipped.Add(name))
        {
            Console.Error.WriteLine($"Skipped {name}: {reason}");
        }
    }
}

/// <summary>What a step took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="ProcessorSeconds">Of all cores together: what counts where others compute as well.</param>
public sealed record StepTime(double Seconds, double ProcessorSeconds);

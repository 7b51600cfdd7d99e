using System.Diagnostics;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Imagine.Starts;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine;

/// <summary>Makes a picture from prompts: loads the models, chooses a start, runs the guided loop, and keeps the run's folder.</summary>
public sealed class TextToImagePipeline
{
    private const int StateInterval = 25; // iterations between saved states
    private const double PaceDecay = 0.8; // of the running mean of an iteration's time

    private readonly PreparedRun _prepared;
    private readonly RunFolder _folder;
    private readonly Device _device;
    private double _pace; // seconds per iteration

    private TextToImagePipeline(ImagineOptions options, RunOrder order, RunFolder? folder, string runsFolder, Device? device)
    {
        _device = device ?? CPU;
        _prepared = PreparedRun.Create(options, _device);
        AtomicFile.RequireWritable(Path.Combine(folder?.Folder ?? runsFolder, "picture.png"), _prepared.DiskSpace);
        (_folder, Order) = (folder ?? RunFolder.Create(runsFolder, Options, order), order);
    }

    /// <summary>The run's folder.</summary>
    public string Folder => _folder.Folder;

    /// <summary>The options with the model's defaults filled in.</summary>
    public ImagineOptions Options => _prepared.Options;

    /// <summary>What the run produces besides its picture.</summary>
    public RunOrder Order { get; }

    /// <summary>What differs from the options that were given, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _prepared.Notes;

    /// <summary>Total number of iterations.</summary>
    public int Iterations => Options.Iterations!.Value;

    /// <summary>Iterations done.</summary>
    public int IterationsDone { get; private set; }

    /// <summary>Whether the last call of <see cref="Run"/> was cancelled before its last iteration.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Prepares a new run. The models are found but not loaded yet.</summary>
    /// <param name="options">Options of the picture.</param>
    /// <param name="runsFolder">The folder in which the run's folder is created.</param>
    /// <param name="device">The device to compute on; the CPU by default. It is not among the options: a picture may be repeated on
    /// another one.</param>
    /// <param name="order">What the run produces besides its picture; nothing by default.</param>
    /// <exception cref="AtelierException">A model or picture is missing, an option is out of range, or there is too little memory.
    /// </exception>
    public static TextToImagePipeline Begin(ImagineOptions options, string runsFolder, Device? device = null, RunOrder? order = null) =>
        new(options, order ?? new(), null, runsFolder, device);

    /// <summary>Resumes a run that was interrupted, or extends a finished one.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="iterations">Total number of iterations; the run's own by default.</param>
    /// <param name="order">What the run produces besides its picture; the run's own by default.</param>
    /// <exception cref="DataFormatException">The folder holds no run.</exception>
    /// <exception cref="OptionException">The run has done more iterations already.</exception>
    public static TextToImagePipeline Resume(string run, Device? device = null, int? iterations = null, RunOrder? order = null)
    {
        var folder = RunFolder.Open(run);
        var (options, done) = (folder.Options(), folder.IterationsDone());
        return iterations <= done
            ? throw new OptionException(
                $"{run} has done {done} iterations already: {nameof(ImagineOptions.Iterations)} must be more.",
                nameof(ImagineOptions.Iterations))
            : new(options with { Iterations = iterations ?? options.Iterations }, folder.Order().With(order ?? new()), folder, "", device);
    }

    /// <summary>The options with which a picture or a run was made.</summary>
    /// <param name="source">A picture, a run's folder, or its run.json.</param>
    /// <exception cref="DataFormatException">The source holds no options.</exception>
    public static ImagineOptions ReadOptions(string source)
    {
        var file = Directory.Exists(source) ? Path.Combine(source, "run.json") : source;
        if (!File.Exists(file))
        {
            throw new DataFormatException(
                Directory.Exists(source) ? $"{source} is no run: it holds no run.json." : $"There is no file '{source}'.");
        }

        var isRecord = Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
        return ImagineOptions.FromJson(
            (isRecord
                ? InputFile.ReadText(file, "a run's record", (message, inner) => new DataFormatException(message, inner))
                : Picture.ReadText(file, ImagineOptions.Key))
                ?? throw new DataFormatException($"{source} carries no parameters: only pictures that were made from prompts do."), source);
    }

    /// <summary>Makes the picture. If it is cancelled, the best picture so far is kept.</summary>
    /// <param name="output">A second file for the picture; the order's by default.</param>
    /// <param name="progress">Receives a report after every iteration.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <returns>The picture's path.</returns>
    /// <exception cref="ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="OutputException">Another process uses the run's folder.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first iteration: there is no picture yet.</exception>
    public string Run(string? output = null, IProgress<ImagineStep>? progress = null, CancellationToken cancel = default)
    {
        using var folderLock = _folder.Lock();
        using var scope = NewDisposeScope();
        using var random = new Generator(Options.Seed, _device);
        using var models = LoadedModels.Load(_prepared, random, cancel);
        using var loop = new GuidedLoop(
            Options, models.Generator, models.Critics, new StartPolicy(_prepared).Choose(models, random, cancel));
        _folder.Load(loop);
        cancel.ThrowIfCancellationRequested();
        output ??= Order.Output;
        _folder.Write(Options, Order with { Output = output });
        var diskFull = Iterate(loop, progress, cancel);
        (IterationsDone, IsStopped) = (loop.Iteration, cancel.IsCancellationRequested && loop.Iteration < Iterations);
        var picture = Render(loop.BestPicture);
        if (output is not null)
        {
            RunFolder.WritePicture(output, picture, Options);
        }

        RunFolder.WritePicture(_folder.Picture, picture, Options); // before the state: a disk may be full
        if (diskFull is not null)
        {
            throw diskFull;
        }

        _folder.Save(loop);
        return output ?? _folder.Picture;
    }

    // a full disk ends the loop, but the picture may still fit elsewhere
    private DiskFullException? Iterate(GuidedLoop loop, IProgress<ImagineStep>? progress, CancellationToken cancel)
    {
        try
        {
            while (loop.Iteration < Iterations && !cancel.IsCancellationRequested
                && (Options.Patience == 0 || loop.Stagnation <= Options.Patience))
            {
                Step(loop, progress);
            }

            return null;
        }
        catch (DiskFullException e)
        {
            return e;
        }
    }

    private void Step(GuidedLoop loop, IProgress<ImagineStep>? progress)
    {
        var clock = Stopwatch.StartNew();
        var losses = loop.Step();
        var seconds = clock.Elapsed.TotalSeconds;
        _pace = _pace == 0 ? seconds : (PaceDecay * _pace) + ((1 - PaceDecay) * seconds);
        var preview = Options.SaveEvery > 0 && loop.Iteration % Options.SaveEvery == 0
            ? _folder.WritePreview(loop.Iteration, Render(loop.Picture))
            : null;
        if (loop.Iteration % StateInterval == 0)
        {
            _folder.Save(loop);
        }

        progress?.Report(new(loop.Iteration, Iterations, losses.Values.Sum(), losses, _pace, preview));
    }

    private static Picture Render(Func<Tensor> generate)
    {
        using var scope = NewDisposeScope();
        var picture = generate();
        return picture.isfinite().all().ToBoolean() ? picture.ToPicture()
            : throw new OptionException(
                "The picture is not a number in places: the weights are broken, or " +
                $"{nameof(ImagineOptions.LearningRate)} is too large.",
                nameof(ImagineOptions.LearningRate));
    }
}

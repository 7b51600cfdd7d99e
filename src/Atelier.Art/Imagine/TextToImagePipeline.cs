using System.Runtime.ExceptionServices;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine;

/// <summary>Makes a picture from prompts: loads the models, chooses a start, runs the guided loop, and keeps the run's folder.</summary>
public sealed class TextToImagePipeline
{
    private TextToImagePipeline(PreparedRun prepared, RunFolder folder, RunOrder order, Device device) =>
        (Prepared, RunFolder, Order, Device) = (prepared, folder, order, device);

    /// <summary>The run's folder.</summary>
    public string Folder => RunFolder.Folder;

    /// <summary>The picture in the folder, once it is made.</summary>
    public string Picture => RunFolder.Picture;

    /// <summary>The options with the model's defaults filled in.</summary>
    public ImagineOptions Options => Prepared.Options;

    /// <summary>What the run produces besides its picture.</summary>
    public RunOrder Order { get; private set; }

    /// <summary>What differs from the options that were given, one sentence each.</summary>
    public IReadOnlyList<string> Notes => Prepared.Notes;

    /// <summary>How many times larger than it is made the picture should be shown, 1 to 4: small models name the size.</summary>
    public double UpscaleFactor => Prepared.UpscaleFactor;

    /// <summary>Total number of iterations, or of a diffusion model's steps.</summary>
    public int Iterations => Prepared.Iterations;

    /// <summary>Whether a diffusion model draws the picture: nothing is kept of one that is interrupted.</summary>
    public bool IsSampled => Prepared.Diffusion is not null;

    /// <summary>Iterations done.</summary>
    public int IterationsDone { get; internal set; }

    /// <summary>Whether the last call of <see cref="Run"/> was cancelled before its last iteration.</summary>
    public bool IsStopped { get; internal set; }

    /// <summary>The checked options and the models' files.</summary>
    internal PreparedRun Prepared { get; }

    /// <summary>The run's folder.</summary>
    internal RunFolder RunFolder { get; }

    /// <summary>The device to compute on.</summary>
    internal Device Device { get; }

    /// <summary>Whether a diffusion model would draw a picture by itself, which no critic scores.</summary>
    /// <exception cref="ModelFileException">There is no such model, or it is damaged.</exception>
    public static bool IsUnguided(ImagineOptions options) => options.Diffusion.Guide is null && DiffusionModel.Find(options) is not null;

    /// <summary>Prepares a new run. The models are found but not loaded yet.</summary>
    /// <param name="options">Options of the picture.</param>
    /// <param name="runsFolder">The folder in which the run's folder is created.</param>
    /// <param name="device">The device to compute on; the CPU by default. It is not among the options: a picture may be repeated on
    /// another one.</param>
    /// <param name="order">What the run produces besides its picture; nothing by default.</param>
    /// <param name="cache">Where the networks stay loaded for further runs; by default they are disposed after this one.</param>
    /// <exception cref="AtelierException">A model or picture is missing, an option is out of range, or there is too little memory.
    /// </exception>
    public static TextToImagePipeline Begin(
        ImagineOptions options, string runsFolder, Device? device = null, RunOrder? order = null, NetworkCache? cache = null) =>
        BeginAll([(options, order ?? new())], runsFolder, device, cache: cache)[0];

    /// <summary>Prepares several new runs. No folder is created unless all can be made.</summary>
    /// <param name="runs">What each run makes.</param>
    /// <param name="runsFolder">The folder in which the runs' folders are created.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="names">The names of the runs' folders; by default made of time and prompt.</param>
    /// <param name="cache">Where the networks stay loaded for further runs; by default they are disposed after these.</param>
    /// <exception cref="AtelierException">A model or picture is missing, an option is out of range, or there is too little memory.
    /// </exception>
    public static IReadOnlyList<TextToImagePipeline> BeginAll(
        IReadOnlyList<(ImagineOptions Options, RunOrder Order)> runs,
        string runsFolder,
        Device? device = null,
        IReadOnlyList<string>? names = null,
        NetworkCache? cache = null)
    {
        var place = device ?? CPU;
        PreparedRun[] prepared = [.. runs.Select(run => PreparedRun.Create(run.Options, place, cache))];
        AtomicFile.RequireWritable(Path.Combine(runsFolder, "picture.png"), prepared.Sum(run => run.DiskSpace));
        return [.. prepared.Select((run, i) => new TextToImagePipeline(
            run, RunFolder.Create(runsFolder, run.Options, runs[i].Order, names?[i]), runs[i].Order, place))];
    }

    /// <summary>Resumes a run that was interrupted, or extends a finished one.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="iterations">Total number of iterations; the run's own by default.</param>
    /// <param name="order">What the run produces besides its picture; the run's own by default.</param>
    /// <param name="cache">Where the networks stay loaded for further runs; by default they are disposed after this one.</param>
    /// <exception cref="DataFormatException">The folder holds no run.</exception>
    /// <exception cref="OptionException">The run has done more iterations already.</exception>
    public static TextToImagePipeline Resume(
        string run, Device? device = null, int? iterations = null, RunOrder? order = null, NetworkCache? cache = null)
    {
        var folder = RunFolder.Open(run);
        var (options, done) = (folder.Options(), folder.IterationsDone());
        if (iterations <= done)
        {
            throw new OptionException(
                $"{run} has done {done} iterations already: {nameof(ImagineOptions.Iterations)} must be more.",
                nameof(ImagineOptions.Iterations));
        }

        var place = device ?? CPU;
        var prepared = PreparedRun.Create(options with { Iterations = iterations ?? options.Iterations }, place, cache);
        AtomicFile.RequireWritable(folder.Picture, prepared.DiskSpace);
        return new(prepared, folder, folder.Order().With(order ?? new()), place);
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
                Directory.Exists(source) ? $"'{source}' is no run: it holds no run.json." : $"There is no file '{source}'.");
        }

        var isRecord = Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
        return ImagineOptions.FromJson(
            (isRecord
                ? InputFile.ReadText(file, "a run's record", (message, inner) => new DataFormatException(message, inner))
                : Imaging.Pictures.Picture.ReadText(file, ImagineOptions.Key))
                ?? throw new DataFormatException($"{source} carries no parameters: only pictures that were made from prompts do."), source);
    }

    /// <summary>Gives prompts other weights while the picture is made, from the next iteration on. The change is part of the picture's
    /// options, so that the picture can be repeated.</summary>
    /// <param name="step">The iteration that was reported last: this is called while <see cref="Run"/> reports it.</param>
    /// <param name="weights">The new weights, by the words of a prompt or the path of its picture.</param>
    /// <exception cref="OptionException">There is no such prompt, or a weight is out of range.</exception>
    public void Steer(ImagineStep step, IReadOnlyDictionary<string, double> weights) => Prepared.Steer(new(step.Iteration, weights));

    /// <summary>Makes the picture. If it is cancelled, the best picture so far is kept.</summary>
    /// <param name="output">A second file for the picture; the order's by default.</param>
    /// <param name="progress">Receives a report of the start and after every iteration.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <returns>The picture's path.</returns>
    /// <exception cref="ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="OutputException">Another process uses the run's folder.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first iteration: there is no picture yet.</exception>
    public string Run(string? output = null, IProgress<ImagineStep>? progress = null, CancellationToken cancel = default)
    {
        Order = Order with { Output = output ?? Order.Output };
        var forward = progress is null ? null : new SynchronousProgress<BatchStep>(step => progress.Report(step.Step));
        var made = TextToImageBatch.Run([this], forward, cancel)[0];
        if (made.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return Order.Output ?? RunFolder.Picture;
    }
}

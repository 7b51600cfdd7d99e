using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Starts;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Runs;

/// <summary>A run in progress: its folder is locked, its prompts are encoded, and its loop is at the start or at the saved state.</summary>
internal sealed class ActiveRun : IDisposable
{
    private const int StateInterval = 25; // iterations between saved states
    private const double PaceDecay = 0.8; // of the running mean of an iteration's time

    private readonly PreparedRun _run;
    private readonly RunOrder _order;
    private readonly RunFolder _folder;
    private readonly IDisposable _lock;
    private readonly IGenerator _generator;
    private readonly IReadOnlyList<ICritic> _critics;
    private readonly IReadOnlyList<IPictureEdit> _edits;
    private double _pace; // seconds per iteration
    private int _steered; // changes of weights that hold

    private ActiveRun(
        PreparedRun run,
        RunOrder order,
        RunFolder folder,
        IDisposable folderLock,
        IGenerator generator,
        IReadOnlyList<ICritic> critics,
        IReadOnlyList<IPictureEdit> edits,
        GuidedLoop loop) =>
        (_run, _order, _folder, _lock, _generator, _critics, _edits, Loop) =
            (run, order, folder, folderLock, generator, critics, edits, loop);

    /// <summary>The loop.</summary>
    public GuidedLoop Loop { get; }

    private ImagineOptions Options => _run.Options;

    /// <summary>Whether all iterations are done, or the loss no longer falls.</summary>
    public bool IsFinished =>
        Loop.Iteration >= Options.Iterations || (Options.Patience > 0 && Loop.Stagnation > Options.Patience);

    /// <summary>Begins or resumes a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="order">What it produces besides its picture.</param>
    /// <param name="models">Its networks, which must live longer.</param>
    /// <param name="cancel">Cancels while the start is chosen.</param>
    /// <exception cref="OutputException">Another process uses the run's folder.</exception>
    /// <exception cref="AtelierException">A picture cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ActiveRun Begin(PreparedRun run, RunFolder folder, RunOrder order, LoadedModels models, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var options = run.Options;
        var generator = options.Edit.Tile != Axes.None && models.Generator is ICodebookGenerator codes
            ? new TileGenerator(codes, options.Edit.Tile) : models.Generator; // others that take the option repeat by themselves
        var folderLock = folder.Lock();
        IReadOnlyList<ICritic> critics = [];
        IReadOnlyList<IPictureEdit> edits = [];
        GuidedLoop? loop = null;
        try
        {
            using var random = new DeviceGenerator(options.Seed, generator.Device);
            critics = models.Critics.Of(run, random);
            edits = PictureEdits.Create(options, critics, generator.Device);
            loop = new(options, generator, critics, new StartPolicy(run).Choose(models.Generator, critics, edits, random, cancel), edits);
            folder.Resume(loop);
            cancel.ThrowIfCancellationRequested();
            folder.Write(options, order);
            return new(run, order, folder, folderLock, generator, critics, edits, loop);
        }
        catch
        {
            loop?.Dispose();
            edits.DisposeAll();
            critics.DisposeAll();
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Gives prompts the weights that they have from the next iteration on.</summary>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public void Steer()
    {
        for (var all = Options.Steering ?? []; _steered < all.Count && all[_steered].Iteration <= Loop.Iteration; _steered++)
        {
            foreach (var critic in _critics)
            {
                critic.Weigh(all[_steered].Weights);
            }

            if (all[_steered].Iteration == Loop.Iteration) // an earlier one is in the state that was loaded
            {
                Loop.ForgetBest();
                _folder.Write(Options, _order);
            }
        }
    }

    /// <summary>Keeps the preview of the start.</summary>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public ImagineStep RecordStart() => new(
        0, Options.Iterations!.Value, null, new Dictionary<string, double>(), 0,
        Options.SaveEvery > 0 ? _folder.WritePreview(0, Render(Loop.Picture)) : null);

    /// <summary>Keeps what an iteration leaves: previews, and the state.</summary>
    /// <param name="losses">Its losses.</param>
    /// <param name="seconds">Its duration.</param>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public ImagineStep Record(IReadOnlyDictionary<string, double> losses, double seconds)
    {
        _pace = _pace == 0 ? seconds : (PaceDecay * _pace) + ((1 - PaceDecay) * seconds);
        var preview = Options.SaveEvery > 0 && Loop.Iteration % Options.SaveEvery == 0
            ? _folder.WritePreview(Loop.Iteration, Render(() => Loop.ScoredPicture.alias()))
            : null;
        if (Loop.Iteration % StateInterval == 0)
        {
            _folder.Save(Loop);
        }

        return new(Loop.Iteration, Options.Iterations!.Value, losses.Values.Sum(), losses, _pace, preview);
    }

    /// <summary>Writes the best picture, also to a second file if one is named; of shapes, as SVG too.</summary>
    /// <returns>Its loss: see <see cref="BatchResult"/>.</returns>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    /// <exception cref="OptionException">The picture is not finite.</exception>
    public double WritePicture(string? output)
    {
        using var scope = NewDisposeScope();
        var best = Loop.BestPicture();
        var picture = Render(() => best);
        var svg = (_generator as IVectorGenerator)?.ToSvg(Loop.Best);
        foreach (var path in new[] { output, _folder.Picture }.OfType<string>())
        {
            RunFolder.WritePicture(path, picture, Options);
            if (svg is not null)
            {
                RunFolder.WriteSvg(path, svg);
            }
        }

        return _critics.Rank(best).sum().ToDouble();
    }

    /// <summary>Writes the state.</summary>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public void WriteState() => _folder.Save(Loop);

    /// <summary>Releases the folder, the loop and the critics.</summary>
    public void Dispose()
    {
        Loop.Dispose();
        _edits.DisposeAll();
        _critics.DisposeAll();
        _lock.Dispose();
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

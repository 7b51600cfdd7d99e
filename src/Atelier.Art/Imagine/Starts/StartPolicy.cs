using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Prior;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Chooses the latent that a run starts from.</summary>
/// <param name="run">The run.</param>
internal sealed class StartPolicy(PreparedRun run)
{
    // a sampled picture is rougher than a stored drawing: it must be better by this much for each critic
    private const double SampleCost = 0.1;

    private readonly ImagineOptions _options = run.Options;

    /// <summary>Whether a run samples starts from a prior.</summary>
    public static bool UsesPrior(ImagineOptions options) => options.InitImage is null && (options.Start == StartKind.Prior
        || (options.Start == StartKind.Best && options.Prior is not null && options.Prompt.Length > 0));

    /// <summary>The latent of the start; of several candidates, the one with the least loss.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="critics">The run's critics.</param>
    /// <param name="edits">The run's edits.</param>
    /// <param name="random">The run's random generator.</param>
    /// <param name="cancel">Cancels between candidates.</param>
    /// <exception cref="AtelierException">The picture or the prior cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Latent Choose(
        IGenerator generator,
        IReadOnlyList<ICritic> critics,
        IReadOnlyList<IPictureEdit> edits,
        Generator random,
        CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (height, width) = (_options.Height!.Value, _options.Width!.Value);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (_options.InitImage is not null)
        {
            var filled = edits.OfType<MaskEdit>().FirstOrDefault() is { } edit ? Filled(edit, generator, critics, random, cancel) : null;
            var start = filled ?? InitPicture.Load(_options).Fitted(random.device);
            return StartVariation.Create(_options, Encoder(generator), random, Repeating(start)).MoveToOuter(scope);
        }

        var candidates = Candidates(generator, critics, random, cancel);
        if (candidates.Count > 0)
        {
            var losses = candidates.Select(one => critics.Rank(one.Pictures) + (one.Cost * critics.Count)); // [n] each
            var best = cat([.. losses], 0).argmin(0, keepdim: true);
            var picture = cat([.. candidates.Select(one => one.Pictures)], 0).index_select(0, best);
            return Encoder(generator).Encode(picture).MoveToOuter(scope);
        }

        if (_options.Start == StartKind.Best && run.Generator.Traits.RanksDraws)
        {
            return BestDraw(generator, critics, random, cancel).MoveToOuter(scope);
        }

        return (_options.Start is StartKind.Codes or StartKind.Best
            ? generator.Random(height, width, random)
            : Encoder(generator).Encode(Repeating(StartImages.Create(_options.Start, height, width, random)))).MoveToOuter(scope);
    }

    // of several draws of the prior, the one with the least loss
    private Latent BestDraw(IGenerator generator, IReadOnlyList<ICritic> critics, Generator random, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var draws = Enumerable.Range(0, _options.Candidates).Select(_ =>
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var latent = generator.Random(_options.Height!.Value, _options.Width!.Value, random);
            return (Latent: latent.MoveToOuter(inner), Loss: critics.Rank(generator.Generate(latent)).ToDouble());
        }).ToList();
        return draws.MinBy(draw => draw.Loss).Latent.MoveToOuter(scope);
    }

    // a picture [1, 3, h, w] as the start of a tile, if one is made
    private Tensor Repeating(Tensor picture) =>
        _options.Edit.Tile == Axes.None ? picture : TileStart.Healed(picture, _options.Edit.Tile);

    // a run whose generator cannot encode takes no picture, see GeneratorOptionNames
    private IEncodingGenerator Encoder(IGenerator generator) =>
        _options.Edit.Tile != Axes.None && generator is ICodebookGenerator codes ? new TileGenerator(codes, _options.Edit.Tile)
        : generator as IEncodingGenerator ?? throw new InvalidOperationException("This generator cannot begin with a picture.");

    // the start picture with the best drawing in the part that may change, [1, 3, h, w]; null if there is no such part or drawing
    private Tensor? Filled(
        MaskEdit edit, IGenerator generator, IReadOnlyList<ICritic> critics, Generator random, CancellationToken cancel)
    {
        var (left, top, right, bottom) = _options.Edit.Extension();
        var sides = new[] { left, top, right, bottom }.Count(pixels => pixels > 0);
        if ((_options.Edit.Mask is null && sides != 1)
            || _options.Start is not (StartKind.Best or StartKind.Stored)
            || _options.Prompt.Length == 0
            || generator is not ICodebookGenerator codes
            || StartBank.Find(run.Generator.Files) is not { } bank)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var mask = edit.Mask.gt(0);
        if (!mask.any().ToBoolean())
        {
            return null;
        }

        var (y, x) = (FigureMask.Extent(mask, 3), FigureMask.Extent(mask, 2));
        var best = bank.FindBest(
            codes, critics, run.Plan, (double)x.Length / y.Length, _options.Candidates, random, _options.Seed, withBackdrop: false, cancel);
        var drawn = edit.Original.clone();
        drawn.narrow(2, y.From, y.Length).narrow(3, x.From, x.Length).copy_(StartImages.Resize(best, y.Length, x.Length));
        return scope.MoveToOuter(where(mask, drawn, edit.Original));
    }

    // pictures [n, 3, h, w] with the loss that they begin with
    private List<(Tensor Pictures, double Cost)> Candidates(
        IGenerator generator, IReadOnlyList<ICritic> critics, Generator random, CancellationToken cancel)
    {
        var (height, width) = (_options.Height!.Value, _options.Width!.Value);
        var candidates = new List<(Tensor Pictures, double Cost)>();
        if (_options.Start is StartKind.Best or StartKind.Stored
            && generator is ICodebookGenerator codes && StartBank.Find(run.Generator.Files) is { } bank)
        {
            var best = bank.FindBest(
                codes, critics, run.Plan, (double)width / height, _options.Candidates, random, _options.Seed,
                withBackdrop: _options is { Start: StartKind.Best, Edit.Tile: Axes.None }, cancel);
            candidates.Add((Pattern(StartImages.Resize(best, height, width)), 0));
            if (_options.Start == StartKind.Best && bank.Knows(run.Plan))
            {
                return candidates; // CLIP cannot tell the drawing of a word it does not know from a rough sample
            }
        }

        cancel.ThrowIfCancellationRequested();
        if (UsesPrior(_options))
        {
            candidates.Add((Pattern(Sample(height, width, random)), SampleCost));
        }

        return candidates;
    }

    private Tensor Pattern(Tensor drawings) =>
        _options.Edit.Tile == Axes.None ? drawings : TileStart.Pattern(drawings, _options.Edit.Tile);

    // the prior's samples of the prompt with the largest weight, [n, 3, h, w]
    private Tensor Sample(int height, int width, Generator random)
    {
        using var scope = NewDisposeScope();
        using var prior = PriorPipeline.Open(_options.Prior!, random.device);
        var samples = prior.Sample(_options.Candidates, run.Plan.Heaviest!.Words, prior.DefaultSampling, random);
        return scope.MoveToOuter(StartImages.Resize(samples, height, width));
    }
}

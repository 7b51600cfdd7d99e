using System.Globalization;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Edits;
using Atelier.Core;
using Atelier.Torch.Optimisation;
using Atelier.Torch.Process;

namespace Atelier.Art.Imagine.Loop;

/// <summary>The guided loop: generate, compute losses, back-propagate, optimizer step, constrain. Every iteration has its own random
/// generator, seeded by run and iteration, so that a resumed run equals an uninterrupted one.</summary>
public sealed class GuidedLoop : IDisposable
{
    private const double Smoothing = 0.9; // decay of the running loss that chooses the best latent, since cut-outs are random
    private readonly ImagineOptions _options;
    private readonly IGenerator _generator;
    private readonly IReadOnlyList<ICritic> _critics;
    private readonly IReadOnlyList<IPictureEdit> _edits;
    private readonly Latent _latent;
    private readonly Latent _start;
    private readonly Latent _best;
    private readonly Optimizer _optimizer;
    private Tensor? _scored;
    private double _smoothed = double.NaN;
    private double _bestLoss = double.PositiveInfinity;

    /// <summary>A loop that starts at a latent. The caller keeps ownership of generator, critics and edits. Weights that are null are 0.
    /// </summary>
    public GuidedLoop(
        ImagineOptions options,
        IGenerator generator,
        IReadOnlyList<ICritic> critics,
        Latent latent,
        IReadOnlyList<IPictureEdit>? edits = null)
    {
        (_options, _generator, _critics, _edits) = (options, generator, critics, edits ?? []);
        (_start, _best, _latent) = (latent.Keep(), latent.Keep(), latent.Keep().Select(value => value.requires_grad_()));
        var rate = options.LearningRate ?? throw new ArgumentException("The loop needs a learning rate.", nameof(options));
        _optimizer = options.Optimizer switch
        {
            OptimizerKind.AdamW => new Adam(_latent.Parts, rate, AdamVariant.AdamW, weightDecay: 0.01),
            OptimizerKind.RAdam => new Adam(_latent.Parts, rate, AdamVariant.RAdam),
            OptimizerKind.AdaBelief => new Adam(_latent.Parts, rate, AdamVariant.AdaBelief, epsilon: 1e-12),
            OptimizerKind.Sgd => new Sgd(_latent.Parts, rate, momentum: 0.9),
            _ => new Adam(_latent.Parts, rate),
        };
    }

    /// <summary>The current latent. The loop owns it.</summary>
    public Latent Current => _latent;

    /// <summary>The latent with the lowest smoothed loss so far. The loop owns it.</summary>
    public Latent Best => _best;

    /// <summary>Iterations done.</summary>
    public int Iteration { get; private set; }

    /// <summary>The iteration of the best latent.</summary>
    public int BestIteration { get; private set; }

    /// <summary>The best latent's picture [1, 3, h, w].</summary>
    public Tensor BestPicture()
    {
        using var noGrad = no_grad();
        return Generate(_best);
    }

    /// <summary>The current latent's picture [1, 3, h, w].</summary>
    public Tensor Picture()
    {
        using var noGrad = no_grad();
        return Generate(_latent);
    }

    /// <summary>The picture [1, 3, h, w] that the last iteration scored: its losses are this picture's, and it costs no generation of its
    /// own. It lives until the next iteration.</summary>
    /// <exception cref="InvalidOperationException">There was no iteration.</exception>
    public Tensor ScoredPicture => _scored ?? throw new InvalidOperationException("The loop has made no iteration.");

    /// <summary>Runs one iteration.</summary>
    /// <returns>The loss of each prompt, summed over the critics.</returns>
    public IReadOnlyDictionary<string, double> Step() => Step([this])[0];

    /// <summary>Runs one iteration of n loops, whose pictures are generated and scored together. Each keeps its own prompts, random
    /// numbers and optimizer.</summary>
    /// <param name="loops">Loops of one generator and one size; the k-th critics of all of them share a network.</param>
    /// <returns>For each loop, the loss of each prompt, summed over the critics.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Step(IReadOnlyList<GuidedLoop> loops)
    {
        using var scope = NewDisposeScope();
        using var cuts = new GradientCuts();
        Tensor[] pictures = loops is [var only]
            ? [only._generator.Generate(only._latent)]
            : loops[0]._generator.Generate(Latent.Join([.. loops.Select(loop => loop._latent)])).split(1, 0); // [1, 3, h, w] each
        pictures = [.. loops.Zip(pictures, (loop, picture) => loop.Edit(picture))];
        var losses = Losses(loops, pictures);
        var totals = loops.Select((loop, i) => loop.Total(pictures[i], losses[i])).ToArray();
        cuts.Backward(totals.Aggregate((sum, total) => sum + total));
        var values = stack([.. losses.SelectMany(own => own), .. totals], 0).to(ScalarType.Float64).cpu().ToArray<double>();
        var read = 0;
        var named = loops.Select((loop, i) => CriticLosses.ByPrompt(loop._critics, values[read..(read += losses[i].Count)])).ToList();
        for (var i = 0; i < loops.Count; i++)
        {
            loops[i].Update(values[read + i]);
            loops[i].Keep(pictures[i]);
        }

        HeapMemory.FreeScalars();
        return named;
    }

    // the losses of each loop's picture: for each critic, of each prompt
    private static IReadOnlyList<Tensor>[] Losses(IReadOnlyList<GuidedLoop> loops, Tensor[] pictures)
    {
        var randoms = loops.Select(loop =>
            CriticLosses.Random(loop._options.Seed, loop.Iteration, loop._generator.Device)).ToArray();
        Tensor[] views = [.. loops.Select((loop, i) => loop.View(pictures[i], randoms[i]))];
        var losses = CriticLosses.Of([.. loops.Select(loop => loop._critics)], views, randoms);
        foreach (var random in randoms)
        {
            random.Dispose();
        }

        return losses;
    }

    private Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Edit(_generator.Generate(latent)));
    }

    private Tensor Edit(Tensor picture) => _edits.Aggregate(picture, (edited, edit) => edit.Apply(edited));

    // a picture that repeats is shown to the critics from a random point on, so that cut-outs lie across its borders
    private Tensor View(Tensor picture, Generator random)
    {
        if (_options.Edit.Tile == Axes.None)
        {
            return picture;
        }

        var source = new RandomSource(random);
        var (y, x) = ((long)(source.Next() * picture.size(2)), (long)(source.Next() * picture.size(3)));
        return _options.Edit.Tile switch
        {
            Axes.X => picture.roll([x], [3]),
            Axes.Y => picture.roll([y], [2]),
            _ => picture.roll([y, x], [2, 3]),
        };
    }

    private Tensor Total(Tensor picture, IEnumerable<Tensor> losses) =>
        Regularisers(picture).Concat(losses).Aggregate((sum, loss) => sum + loss);

    private void Update(double loss)
    {
        KeepBest(loss);
        _optimizer.Step();
        foreach (var (_, value) in _latent.Parts)
        {
            value.grad = null;
        }

        _generator.Project(_latent);
        Iteration++;
    }

    private void Keep(Tensor picture)
    {
        _scored?.Dispose();
        _scored = picture.detach().DetachFromDisposeScope();
    }

    /// <summary>Lets the best latent be found anew: losses before and after a change of weights cannot be compared.</summary>
    public void ForgetBest() => (_smoothed, _bestLoss, BestIteration) = (double.NaN, double.PositiveInfinity, Iteration);

    /// <summary>Iterations since the smoothed loss last improved.</summary>
    public int Stagnation => Iteration - BestIteration;

    /// <summary>Everything needed to resume: named tensors, and numbers as text.</summary>
    public (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Numbers) State()
    {
        var tensors = Latents().SelectMany(pair => pair.Latent.Parts.Select(part => (Key: Key(pair.Name, part.Name), part.Value)))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var (name, value) in _optimizer.State)
        {
            tensors["optimizer/" + name] = value;
        }

        return (tensors, new()
        {
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
            ["best_iteration"] = BestIteration.ToString(CultureInfo.InvariantCulture),
            ["smoothed"] = _smoothed.ToString("R", CultureInfo.InvariantCulture),
            ["best_loss"] = _bestLoss.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Restores a <see cref="State"/>.</summary>
    /// <param name="tensors">Its tensors, read on demand.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="where">The file's name, for messages.</param>
    /// <exception cref="DataFormatException">The state is incomplete, or belongs to another run.</exception>
    public void Restore(IReadOnlyDictionary<string, Func<Tensor>> tensors, IReadOnlyDictionary<string, string> numbers, string where)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        T Parse<T>(string name)
            where T : IParsable<T> => numbers.TryGetValue(name, out var text)
                && T.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw Broken(name);
        void RestoreTensor(string name, Tensor target)
        {
            var stored = tensors.TryGetValue(name, out var read) ? read() : throw Broken(name);
            target.copy_(stored.shape.SequenceEqual(target.shape) ? stored : throw Broken(name));
        }

        Exception Broken(string name) => new DataFormatException(
            $"{where} is no state of this run: \"{name}\" is missing or of another run; without that file the run begins again.");

        foreach (var (name, latent) in Latents())
        {
            latent.Parts.ToList().ForEach(part => RestoreTensor(Key(name, part.Name), part.Value));
        }

        (Iteration, BestIteration) = (Parse<int>("iteration"), Parse<int>("best_iteration"));
        (_smoothed, _bestLoss) = (Parse<double>("smoothed"), Parse<double>("best_loss"));
        _optimizer.Restore(Iteration, tensors.Where(pair => pair.Key.StartsWith("optimizer/", StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key["optimizer/".Length..], pair.Value())));
    }

    /// <summary>Disposes latents, picture and optimizer.</summary>
    public void Dispose()
    {
        _scored?.Dispose();
        _latent.Dispose();
        _start.Dispose();
        _best.Dispose();
        _optimizer.Dispose();
    }

    // before the optimizer step, while the loss belongs to the latent
    private void KeepBest(double loss)
    {
        _smoothed = double.IsNaN(_smoothed) ? loss : (_smoothed * Smoothing) + (loss * (1 - Smoothing));
        if (_smoothed < _bestLoss)
        {
            using var noGrad = no_grad();
            (_bestLoss, BestIteration) = (_smoothed, Iteration);
            _best.Copy(_latent);
        }
    }

    private IEnumerable<Tensor> Regularisers(Tensor picture)
    {
        (double Weight, Func<Tensor> Loss)[] all =
        [
            (_options.InitWeight / ((2 * Iteration) + 1), () => _latent.SquaredDistance(_start)),
            (_options.Anchor ?? 0, () => _latent.SquaredDistance(_start)),
            (_options.LatentDecay ?? 0, () => _generator.Regularization(_latent)),
            (_options.TotalVariation ?? 0, () => TotalVariation(picture)),
            (_options.CodeCommitment ?? 0, CodeDistance),
        ];
        return all.Where(one => one.Weight > 0).Select(one => one.Loss() * one.Weight);
    }

    private Tensor CodeDistance() => _generator is ICodebookGenerator codes
        ? (_latent.Value - codes.Nearest(_latent.Value)).square().mean()
        : throw new InvalidOperationException("This generator has no codes to commit to.");

    private IEnumerable<(string Name, Latent Latent)> Latents() => [("latent", _latent), ("start", _start), ("best", _best)];

    /// <summary>The best latent of a <see cref="State"/>.</summary>
    /// <param name="tensors">The state's tensors, read on demand.</param>
    /// <param name="device">Where to.</param>
    internal static Latent BestOf(IReadOnlyDictionary<string, Func<Tensor>> tensors, Device device) => new([.. tensors.Keys
        .Where(key => key == "best" || key.StartsWith("best/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(key => (key == "best" ? Latent.Only : key["best/".Length..], tensors[key]().to(device).DetachFromDisposeScope()))]);

    // the name of a tensor in a state
    private static string Key(string latent, string part) => part == Latent.Only ? latent : $"{latent}/{part}";

    /// <summary>The mean difference of neighbouring pixels of a picture [1, 3, h, w], a scalar.</summary>
    internal static Tensor TotalVariation(Tensor x)
    {
        var (h, w) = (x.size(2), x.size(3));
        return (x.narrow(3, 1, w - 1) - x.narrow(3, 0, w - 1)).abs().mean() + (x.narrow(2, 1, h - 1) - x.narrow(2, 0, h - 1)).abs().mean();
    }
}

using Atelier.Art.Imagine.Loop;
using Atelier.Core;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>The critics of n runs that a diffusion model draws together, as the loss that steers it: the same as the guided loop's, of
/// pictures that are predicted. Each picture has its own prompts and random numbers, so it is the same alone.</summary>
internal sealed class CriticGuide : IDisposable
{
    private readonly IReadOnlyList<ImagineOptions> _runs;
    private readonly List<IReadOnlyList<ICritic>> _critics = [];

    private CriticGuide(IReadOnlyList<ImagineOptions> runs) => _runs = runs;

    /// <summary>The losses of each run's picture at the last call, by prompt; none before the first.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Losses { get; private set; } = [];

    /// <summary>Encodes the prompts.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="networks">Their critics' networks, which must live longer.</param>
    /// <param name="device">Where the pictures are.</param>
    /// <exception cref="AtelierException">A picture or sound cannot be read.</exception>
    public static CriticGuide Create(IReadOnlyList<TextToImagePipeline> runs, LoadedCritics networks, Device device)
    {
        using var stack = new ExitStack();
        var guide = stack.Push(new CriticGuide([.. runs.Select(run => run.Options)]));
        foreach (var run in runs)
        {
            using var random = new DeviceGenerator(run.Options.Seed, device);
            guide._critics.Add(networks.Of(run.Prepared, random));
        }

        return stack.PopAll(guide);
    }

    /// <summary>The sum of all losses, times each run's scale.</summary>
    /// <param name="pictures">[n, 3, h, w], about [0, 1].</param>
    /// <param name="call">Calls of the diffusion model before.</param>
    public Tensor Loss(Tensor pictures, int call)
    {
        using var scope = NewDisposeScope();
        using var generators = new ExitStack();
        var each = pictures.split(1, 0).Select(picture => StraightThrough.Clamp(picture, 0, 1)).ToArray();      // [1, 3, h, w] each
        var randoms = _runs.Select(run => generators.Push(CriticLosses.Random(run.Seed, call, pictures.device))).ToArray();
        var losses = CriticLosses.Of(_critics, each, randoms);
        Losses = [.. losses.Select((own, i) =>
            CriticLosses.ByPrompt(_critics[i], [.. own.Select(loss => loss.to(ScalarType.Float64).item<double>())]))];
        return scope.MoveToOuter(_runs.Select((run, i) => Total(run, each[i], losses[i])).Aggregate((sum, total) => sum + total));
    }

    /// <summary>The critics' loss of a whole picture of a run, without augmentation.</summary>
    /// <param name="run">The run's index.</param>
    /// <param name="picture">[1, 3, h, w] in [0, 1].</param>
    public double Rank(int run, Tensor picture)
    {
        using var scope = NewDisposeScope();
        return _critics[run].Rank(picture).sum().ToDouble();
    }

    /// <summary>Releases the encoded prompts.</summary>
    public void Dispose() => _critics.ForEach(critics => critics.DisposeAll());

    private static Tensor Total(ImagineOptions run, Tensor picture, IEnumerable<Tensor> losses)
    {
        var variation = run.TotalVariation > 0 ? [GuidedLoop.TotalVariation(picture) * run.TotalVariation.Value] : Array.Empty<Tensor>();
        return losses.Concat(variation).Aggregate((sum, loss) => sum + loss) * run.Diffusion.Guide!.Value;
    }
}

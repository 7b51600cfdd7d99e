using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Models;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Code grids of drawings the generator was trained on, shipped beside it as <c>starts.safetensors</c>: places in the latent
/// space from where real drawings are near. The loop begins at the one whose picture the
/// critics like best. m grids of h × w codes.</summary>
internal sealed class StartBank
{
    private const double StoredShare = 1;   // the drawing itself tells better what it shows than its decoded codes do
    // and its words tell what it hardly can: words lie nearer to each other than to pictures, so they count for more
    private const double SaidShare = 2;
    private const double ToneCost = 0.2;    // a red apple is better than an apple made red
    private readonly StoredTensor _codes; // i16 [m, h, w]
    private readonly IReadOnlyDictionary<string, StoredTensor> _stored;

    private StartBank(IReadOnlyDictionary<string, StoredTensor> stored) => (_stored, _codes) = (stored, stored["codes"]);

    /// <summary>The bank of a generator, or null where it has none.</summary>
    public static StartBank? Find(ModelFiles generator)
    {
        var path = Path.Combine(generator.Folder, "starts.safetensors");
        return File.Exists(path) ? new(SafeTensors.Read(path, out _)) : null;
    }

    /// <summary>The start the critics like best, [1, 3, height, width] in [0, 1]: all grids are ranked by the features they were
    /// stored with; of the nearest, decoded, every variant of ground and tone is looked at. For two things (<see cref="Scene"/>) the
    /// best of each are put into one picture.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Tensor Best(
        VqganGenerator generator,
        IReadOnlyList<ClipCritic> critics,
        long height,
        long width,
        int candidates,
        Generator random,
        CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var words = critics[0].Names;
        var best = words is [var prompt] && Scene.Of(prompt) is { } two
            ? Composed(generator, critics, two, (double)width / height, candidates, random, cancel)
            : Single(generator, critics, candidates, random, cancel);
        return scope.MoveToOuter(StartPictures.Sized(best, height, width));
    }

    private Tensor Single(
        VqganGenerator generator,
        IReadOnlyList<ClipCritic> critics,
        int candidates,
        Generator random,
        CancellationToken cancel) // [1, 3, h f, w f]
    {
        using var scope = NewDisposeScope();
        var codes = _codes.Read().to(ScalarType.Int64).to(generator.Device);
        var (grids, h, w) = (codes.size(0), codes.size(1), codes.size(2));
        var (grounds, tones) = (critics[0].Names.Any(PlainWords.NameGround), critics[0].Names.Any(PlainWords.NameColour));
        Tensor? best = null;
        var least = double.PositiveInfinity;
        foreach (var (grid, figure, plain) in Ranking(critics, grids, random).Take(candidates))
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var drawing = generator.Generate(generator.Lookup(codes.select(0, grid).flatten(), h, w));
            var (picture, loss) = Liked(
                critics,
                StartVariants.Of(drawing, grounds, tones),
                StartVariants.AsDrawn(grounds),
                StoredShare * figure,
                (StoredShare * plain) + ToneCost);
            if (loss < least)
            {
                (best, least) = (inner.MoveToOuter(picture), loss);
            }
        }

        return scope.MoveToOuter(best!);
    }

    private Tensor Composed(
        VqganGenerator generator,
        IReadOnlyList<ClipCritic> critics,
        Scene scene,
        double aspect,
        int candidates,
        Generator random,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Of(scene.First), Of(scene.Second));
        var grounds = critics[0].Names.Any(PlainWords.NameGround);
        return scope.MoveToOuter(Liked(
            critics, StartVariants.Of(StartScene.Of(first, second, scene.Layout, aspect), grounds, tones: false), StartVariants.AsDrawn(grounds),
            0, 0).Picture);

        Tensor Of(string words)
        {
            ClipCritic[] own = [.. critics.Select(critic => critic.For(words))];
            var picture = Single(generator, own, candidates, random, cancel);
            Array.ForEach(own, critic => critic.Dispose());
            return picture;
        }
    }

    // pictures [m, 3, h, w], of which the first have their own colours, to the best, [1, 3, h, w]; each kind begins with a loss
    private static (Tensor Picture, double Loss) Liked(
        IReadOnlyList<ClipCritic> critics, Tensor pictures, int asDrawn, double drawn, double toned)
    {
        var losses = ClipCritic.LossesOfWhole(critics, pictures).ToArray<float>();
        var (chosen, loss) = losses.Select((loss, i) => (i, loss + (i < asDrawn ? drawn : toned))).MinBy(pair => pair.Item2);
        return (pictures.narrow(0, chosen, 1), loss);
    }

    // grids with the losses of their drawing and its words, the best first; by turns those that fit on another ground and those that
    // would fit in other colours and styles besides
    private IEnumerable<(long Grid, double Figure, double Plain)> Ranking(IReadOnlyList<ClipCritic> critics, long grids, Generator random)
    {
        if (!_stored.TryGetValue("features", out var features) || critics[0].Width != features.Shape[1])
        {
            return randperm(grids, device: random.device, generator: random).ToArray<long>().Select(grid => (grid, 0.0, 0.0));
        }

        using var scope = NewDisposeScope();
        var shows = _stored["shows"].Read().to(ScalarType.Int64).to(critics[0].Device);                       // [m]
        var (figures, plain) = critics[0].LossesOfDrawings(Stored(features));
        var (said, plainSaid) = critics[0].LossesOfDrawings(Stored(_stored["concepts"]));
        var (exact, loose) = (Both(figures, said), Both(plain, plainSaid));
        return Order(exact).Zip(Order(loose)).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct()
            .Select(grid => ((long)grid, (double)exact[grid], (double)loose[grid]));

        Tensor Stored(StoredTensor stored) => stored.Read().to(ScalarType.Float32).to(critics[0].Device);

        float[] Both(Tensor seen, Tensor words) => (seen + (words.index_select(0, shows) * SaidShare)).ToArray<float>();

        static IEnumerable<int> Order(float[] losses) => Enumerable.Range(0, losses.Length).OrderBy(grid => losses[grid]).Take(1000);
    }
}

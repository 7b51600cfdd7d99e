using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Manners;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Models;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Code grids of training drawings, stored beside a generator as <c>starts.safetensors</c>: points of the latent space near real
/// drawings. The loop starts at the one that the critics rank best. m grids of h × w codes.</summary>
internal sealed class StartBank
{
    private const int LargestRanking = 1000;    // grids of each ranking
    private const double StoredWeight = 1;      // of the loss of the original drawing, whose decoded codes have lost detail
    private const double CaptionWeight = 2;     // of the loss of its caption: distances between texts are smaller than to pictures
    private const double TintCost = 0.2;        // a drawing of a red apple is better than a tinted apple
    private const double WordMargin = 0.09;     // of the best score: drawings that show the words about equally well
    private const double LossMargin = 0.3;      // above the least loss: drawings that fit about equally well
    private const double GreyCost = 0.6;        // black and white drawings are for those who ask for them
    private const double ClipArtCost = 0.3;     // clip art is of uneven quality
    private const double LeastColour = 0.02;    // mean difference of the largest and the smallest channel
    private const double StyleMargin = 0.05;    // the same, where a colour or a manner of drawing is asked for
    private const double CardCost = 0.5;        // a drawing with a ground of its own lies in a scene like a card
    private readonly StoredTensor _codes;       // i16 [m, h, w]
    private readonly IReadOnlyDictionary<string, StoredTensor> _stored;
    private readonly StartLexicon? _lexicon;

    private StartBank(IReadOnlyDictionary<string, StoredTensor> stored, StartLexicon? lexicon) =>
        (_stored, _codes, _lexicon) = (stored, stored["codes"], lexicon);

    /// <summary>The bank of a generator, or null if it has none.</summary>
    public static StartBank? Find(ModelFiles? generator)
    {
        if (generator is null)
        {
            return null;
        }

        var path = Path.Combine(generator.Folder, "starts.safetensors");
        return File.Exists(path) ? new(SafeTensors.Read(path, out _), StartLexicon.Find(generator)) : null;
    }

    /// <summary>The start, [1, 3, h, w] in [0, 1]. Where words of the heaviest prompt lead to drawings, those that show them best are
    /// ranked by their stored embeddings, else all are; the first ones are decoded, and compared in all variants of background and colour.
    /// The seed chooses among those that fit about equally well; without words, the best is taken. Of a <see cref="Scene"/>, the starts of
    /// both things are composed.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="critics">The critics; the first one ranks the embeddings.</param>
    /// <param name="plan">The prompts.</param>
    /// <param name="aspect">Width over height of the run's picture; a scene is composed for it.</param>
    /// <param name="candidates">How many grids are decoded.</param>
    /// <param name="random">Orders the grids if they have no embeddings of the first critic.</param>
    /// <param name="seed">Consecutive seeds choose different drawings.</param>
    /// <param name="withBackdrop">Whether the place, hour and weather that the words name are drawn behind the things.</param>
    /// <param name="cancel">Cancels between candidates.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Tensor FindBest(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, double aspect, int candidates, Generator random,
        ulong seed, bool withBackdrop = true, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var own = new List<ICritic>();
        var (heaviest, given) = (plan.Heaviest, critics);
        try
        {
            if (_lexicon is not null && heaviest is not null && plan.Texts.Count > 1
                && new StartDescription(_lexicon).Of(plan) is var words && words != heaviest.Subject)
            {
                own.AddRange(given.Select(critic => critic.ForWords(words)));
                critics = plan.Texts.Any(prompt => prompt.Weight < 0) ? [.. own, .. given] : own; // negative prompts rank too
                plan = plan.WithHeaviest(words);
                Weigh(0);
            }

            var found = withBackdrop && SceneOf(plan) is { } place
                ? FindPlace(place, generator, given, candidates, aspect, random, seed, cancel)
                : plan.Scene is { } scene ? FindScene(generator, critics, plan, scene, aspect, candidates, random, seed, cancel)
                : FindSingle(generator, critics, plan, candidates, random, seed, forScene: false, cancel);
            var manner = _lexicon is not null && plan.Heaviest is { } prompt ? Manner.Of(prompt.Subject) : null;
            return scope.MoveToOuter(manner is null ? found : manner.Draw(found, seed));
        }
        finally
        {
            Weigh(heaviest?.Weight ?? 0);
            own.ForEach(critic => critic.Dispose());
        }

        void Weigh(double weight)
        {
            foreach (var critic in heaviest is null ? [] : given)
            {
                critic.Weigh(new Dictionary<string, double> { [heaviest!.Subject] = weight });
            }
        }
    }

    /// <summary>Whether words of the heaviest prompt lead to drawings.</summary>
    public bool Knows(PromptPlan plan) => Showing(plan).Grids is not null;

    // things in a place, or in other arrangements than a Scene
    private SceneReading? SceneOf(PromptPlan plan) => _lexicon is not null && plan is { Heaviest: { } prompt, NamesBackground: false }
        && SceneReading.Read(new PromptReader(_lexicon).Read(prompt.Subject)) is { } scene
        && (plan.Scene is null || !scene.Backdrop.IsBlank) ? scene : null;

    private Tensor FindPlace(
        SceneReading scene, ICodebookGenerator generator, IReadOnlyList<ICritic> critics, int candidates, double aspect, Generator random,
        ulong seed, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var things = scene.Things.Select(thing => FindThing(thing.Words, generator, critics, candidates, random, seed, cancel)).ToList();
        return scope.MoveToOuter(things.Count > 0 && !FigureMask.HasWhiteGround(things[0])
            ? things[0] // it has a place of its own
            : SceneDrawing.Draw(scene, things, aspect, seed, generator.Device));
    }

    private Tensor FindSingle(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, int candidates, Generator random, ulong seed,
        bool forScene, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var codes = _codes.Read().to(ScalarType.Int64).to(generator.Device);
        var (grids, h, w) = (codes.size(0), codes.size(1), codes.size(2));
        var (shown, margin, greyCost) = Showing(plan);
        var found = new List<(Tensor Picture, double Loss)>();
        foreach (var (grid, figure, subject) in Rank(critics[0], grids, shown, random).Take(candidates))
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var drawing = generator.Generate(generator.Lookup(codes.select(0, grid).flatten(), h, w));
            var (picture, loss) = Best(
                critics,
                plan,
                StartVariants.Create(drawing, plan.NamesBackground, plan.NamesColour),
                StartVariants.CountAsDrawn(plan.NamesBackground),
                StoredWeight * figure,
                (StoredWeight * subject) + TintCost);
            loss += (greyCost > 0 && IsGrey(drawing) ? greyCost : 0) + (forScene && !FigureMask.HasWhiteGround(drawing) ? CardCost : 0)
                + (_lexicon?.Index.IsClipArt((int)grid) == true ? ClipArtCost : 0);
            found.Add((inner.MoveToOuter(picture), loss));
        }

        var best = found.OrderBy(one => one.Loss).ToList();
        var equals = shown is null ? 1 : best.Count(one => one.Loss <= best[0].Loss + margin);
        var chosen = best[(int)(seed % (ulong)equals)].Picture;
        return scope.MoveToOuter(MaterialOf(plan) is { } material ? Materials.Apply(chosen, material) : chosen);
    }

    private string? MaterialOf(PromptPlan plan) => _lexicon is not null && plan.Heaviest is { } prompt
        ? Materials.Of(new PromptReader(_lexicon).Read(PromptWords.WithoutBackground(prompt.Subject))) : null;

    private static bool IsGrey(Tensor picture) => (picture.amax([1]) - picture.amin([1])).mean().ToDouble() < LeastColour;

    // the grids that show the words of the heaviest prompt best, null if no word leads to any; how much their losses may differ; and
    // what is added to those of grey drawings
    private (HashSet<long>? Grids, double Margin, double GreyCost) Showing(PromptPlan plan)
    {
        if (_lexicon is null || plan.Heaviest is not { } prompt
            || new PromptReader(_lexicon).Read(PromptWords.WithoutBackground(prompt.Subject)) is not { LeadsAnywhere: true } reading)
        {
            return (null, 0, 0);
        }

        var scores = reading.Scores(_lexicon.Index);
        var least = scores.Max() * (1 - WordMargin);
        return (
            [.. Enumerable.Range(0, scores.Length).Where(grid => scores[grid] >= least).Select(grid => (long)grid)],
            plan.NamesColour || reading.NamesStyle ? StyleMargin : LossMargin,
            plan.NamesColour || reading.NamesGrey ? 0 : GreyCost);
    }

    private Tensor FindScene(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, Scene scene, double aspect, int candidates,
        Generator random, ulong seed, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Thing(scene.First), Thing(scene.Second));
        var composed = StartScene.Compose(first, second, scene.Layout, aspect);
        return scope.MoveToOuter(Best(
            critics,
            plan,
            StartVariants.Create(composed, plan.NamesBackground, tints: false),
            StartVariants.CountAsDrawn(plan.NamesBackground),
            0,
            0).Picture);

        Tensor Thing(string words) => FindThing(words, generator, critics, candidates, random, seed, cancel);
    }

    private Tensor FindThing(
        string words, ICodebookGenerator generator, IReadOnlyList<ICritic> critics, int candidates, Generator random, ulong seed,
        CancellationToken cancel)
    {
        var own = new List<ICritic>();
        try
        {
            own.AddRange(critics.Select(critic => critic.ForWords(words)));
            return FindSingle(generator, own, PromptPlan.FromWords(words), candidates, random, seed, forScene: true, cancel);
        }
        finally
        {
            own.ForEach(critic => critic.Dispose());
        }
    }

    // the best of pictures [m, 3, h, w], [1, 3, h, w]: the first are untinted, and each kind has a loss to begin with
    private static (Tensor Picture, double Loss) Best(
        IReadOnlyList<ICritic> critics, PromptPlan plan, Tensor pictures, int asDrawn, double asDrawnLoss, double tintedLoss)
    {
        using var scope = NewDisposeScope();
        var losses = (critics.Rank(pictures) + UnwantedColours.Of(pictures, plan)).ToArray<float>();
        var (chosen, loss) = losses.Select((loss, i) => (i, loss + (i < asDrawn ? asDrawnLoss : tintedLoss))).MinBy(pair => pair.Item2);
        return (scope.MoveToOuter(pictures.narrow(0, chosen, 1)), loss);
    }

    // grids with the losses of drawing and caption, best first: alternately those that fit but for the background, and those that fit
    // but for background, colours and style
    private IEnumerable<(long Grid, double Figure, double Subject)> Rank(
        ICritic critic, long grids, HashSet<long>? shown, Generator random)
    {
        if (!_stored.TryGetValue("features", out var features)
            || critic is not IEmbeddingCritic embedder
            || embedder.EmbeddingWidth != features.Shape[1])
        {
            return randperm(grids, device: random.device, generator: random).ToArray<long>().Where(grid => shown?.Contains(grid) != false)
                .Select(grid => (grid, 0.0, 0.0));
        }

        using var scope = NewDisposeScope();
        var shows = _stored["shows"].Read().to(ScalarType.Int64).to(embedder.Device); // [m]: the caption of each grid
        var drawings = embedder.RankEmbeddings(Read(features));
        var captions = embedder.RankEmbeddings(Read(_stored["concepts"]));
        var (figure, subject) = (Sum(drawings.Figure, captions.Figure), Sum(drawings.Subject, captions.Subject));
        return Order(figure).Zip(Order(subject)).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct()
            .Select(grid => ((long)grid, (double)figure[grid], (double)subject[grid]));

        Tensor Read(StoredTensor stored) => stored.Read().to(ScalarType.Float32).to(embedder.Device);

        float[] Sum(Tensor ofDrawings, Tensor ofCaptions) =>
            (ofDrawings + (ofCaptions.index_select(0, shows) * CaptionWeight)).ToArray<float>();

        IEnumerable<int> Order(float[] losses) =>
            Enumerable.Range(0, losses.Length).Where(grid => shown?.Contains(grid) != false)
                .OrderBy(grid => losses[grid]).Take(LargestRanking);
    }
}

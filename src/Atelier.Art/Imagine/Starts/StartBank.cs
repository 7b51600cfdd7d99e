using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Manners;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Models;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Code grids of training drawings, stored beside a generator as <c>starts.safetensors</c>: points of the latent space near real
/// drawings. The loop starts at the one that the critics rank best. m grids of h × w codes.</summary>
internal sealed class StartBank
{
    private const int DecodedAtOnce = 8;        // grids: several at once are decoded in less time
    private const int MostTinted = 4;           // drawings: each is decoded and compared
    private const int RankedAtOnce = 128;       // pictures
    private const double StoredWeight = 1;      // of the loss of the original drawing, whose decoded codes have lost detail
    private const double TintCost = 0.2;        // a drawing of a red apple is better than a tinted apple
    private const double WordMargin = 0.05;     // of the best score: drawings that show the words about equally well
    private const double PictureMargin = 0.35;  // the same where an image prompt chooses among them: of a bird and an owl, an owl
    private const double LossMargin = 0.3;      // above the least loss: drawings that fit about equally well
    private const double GreyCost = 0.6;        // black and white drawings are for those who ask for them
    private const double ClipArtCost = 0.3;     // clip art is of uneven quality
    private const double StyleMargin = 0.05;    // the same, where a colour or a manner of drawing is asked for
    private const double CardCost = 0.5;        // a drawing with a ground of its own lies in a scene like a card
    private readonly StoredTensor _codes;       // i16 [m, h, w]
    private readonly StartRanking _ranking;
    private readonly StartEmbeddings? _embeddings;
    private readonly StartLexicon? _lexicon;

    private StartBank(IReadOnlyDictionary<string, StoredTensor> stored, StartEmbeddings? embeddings, StartLexicon? lexicon) =>
        (_codes, _ranking, _embeddings, _lexicon) = (stored["codes"], new(stored), embeddings, lexicon);

    /// <summary>The bank of a generator, or null if it has none.</summary>
    public static StartBank? Find(ModelFiles? generator)
    {
        if (generator is null)
        {
            return null;
        }

        var path = Path.Combine(generator.Folder, "starts.safetensors");
        if (!File.Exists(path))
        {
            return null;
        }

        var stored = SafeTensors.Read(path, out _);
        return new(stored, StartEmbeddings.Find(generator.Folder, stored["codes"].Shape[0]), StartLexicon.Find(generator));
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

            var manner = _lexicon is not null && plan.Heaviest is { } prompt ? Manner.Of(prompt.Subject) : null;
            var place = withBackdrop ? SceneOf(plan) : null;
            var found = place is not null
                ? FindPlace(
                    place, generator, given, manner is { IsOfThings: true } ? manner : null, candidates, aspect, random, seed, cancel)
                : plan.Scene is { } scene ? FindScene(generator, critics, plan, scene, aspect, candidates, random, seed, cancel)
                : FindSingle(generator, critics, plan, candidates, random, seed, forScene: false, cancel);
            return scope.MoveToOuter(manner is { IsOfThings: true } && place is { Things.Count: > 0 } ? found
                : manner is not null ? manner.Draw(found, seed)
                : withBackdrop && SoftGround.IsFor(seed) && IsThing(plan) ? SoftGround.Lay(found, seed) : found);
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

    // the prompt says nothing of colours, and no negative or picture prompt may be about the ground
    private static bool IsThing(PromptPlan plan) => plan is
        { Texts: [_], Images.Count: 0, Sounds.Count: 0, NamesBackground: false, NamesColour: false };

    // things in a place, or in other arrangements than a Scene
    private SceneReading? SceneOf(PromptPlan plan) => _lexicon is not null && plan is { Heaviest: { } prompt, NamesBackground: false }
        && SceneReading.Read(new PromptReader(_lexicon).Read(prompt.Subject)) is { } scene
        && (plan.Scene is null || !scene.Backdrop.IsBlank || scene.Things.Count > 2) ? scene : null;

    private Tensor FindPlace(
        SceneReading scene, ICodebookGenerator generator, IReadOnlyList<ICritic> critics, Manner? ofThings, int candidates, double aspect,
        Generator random, ulong seed, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var things = scene.Things.Select(thing => FindThing(thing.Words, generator, critics, candidates, random, seed, cancel))
            .Select(thing => ofThings?.Draw(thing, seed) ?? thing).ToList();
        return scope.MoveToOuter(things.Count > 0 && !FigureMask.HasWhiteGround(things[0])
            ? things[0] // it has a place of its own
            : SceneDrawing.Draw(scene, things, aspect, seed, generator.Device));
    }

    private Tensor FindSingle(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, int candidates, Generator random, ulong seed,
        bool forScene, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var reading = Reading(plan);
        var drawing = reading is not null && Solids.Of(reading) is { } solid
            ? Solids.Draw(solid, PromptWords.ColoursOf(plan.Heaviest!.Subject).FirstOrDefault()).to(generator.Device)
            : Figure.Fill(FindDrawing(generator, critics, plan, candidates, random, seed, forScene, cancel));
        return scope.MoveToOuter(reading is null || Materials.Of(reading) is not { } material ? drawing
            : Materials.Contains(material) ? Materials.Apply(drawing, material)
            : Materials.Cover(drawing, FindThing(material, generator, critics, candidates, random, seed, cancel)));
    }

    private Tensor FindDrawing(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, int candidates, Generator random, ulong seed,
        bool forScene, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var (shown, margin, greyCost) = Showing(plan);
        var asked = new StartVariants(plan);
        RankedStart[] ranked = [.. _ranking.Order(critics[0], shown, random).Take(candidates)];
        var scored = Score(generator, critics, plan, asked, ranked, cancel);
        var best = scored.Select(one => (Start: one, Loss: one.Loss + Cost(one))).OrderBy(one => one.Loss).ToList();
        var ideas = shown is null ? 1 : best.Count(one => one.Loss <= best[0].Loss + margin);
        var (good, turn) = (best.Take(ideas).ToList(), (int)(seed % (ulong)ideas));
        var chosen = good[forScene ? turn : _embeddings?.Vary([.. good.Select(one => (one.Start.Grid, one.Loss))])[turn] ?? turn].Start;
        var picture = chosen.Picture ?? Decode(generator, [chosen.Grid]);
        var own = _lexicon is null ? null : PictogramColours.Of(_lexicon.Index.NameOf((int)chosen.Grid));
        return scope.MoveToOuter(chosen.IsGrey && greyCost > 0 && StartVariants.Coloured(picture, own, forScene) is { } coloured
            ? coloured.narrow(0, Least(Losses(critics, plan, [coloured])[0], 0, 0, 0).Variant, 1) : picture);

        double Cost(ScoredStart one) => (one.IsGrey ? greyCost : 0) + (forScene && !one.HasWhiteGround ? CardCost : 0)
            + (_lexicon?.Index.IsClipArt((int)one.Grid) == true ? one.HasWhiteGround ? ClipArtCost : 2 * ClipArtCost : 0);
    }

    // by stored embeddings where the drawings stay as they are, except those that a colour becomes best
    private List<ScoredStart> Score(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, StartVariants asked, RankedStart[] ranked,
        CancellationToken cancel)
    {
        if (!asked.KeepsGround || _embeddings?.Score(critics, ranked) is not { } asDrawn)
        {
            return ScoreDecoded(generator, critics, plan, asked, ranked, cancel);
        }

        RankedStart[] tinted = asked.HasTints ? [.. ranked.OrderBy(one => one.Subject).Take(MostTinted)] : [];
        return
        [
            .. asDrawn.Where(one => !tinted.Any(start => start.Grid == one.Grid))
                .Select(one => !asked.HasTints || IsOfAskedColour(one) ? one : one with { Loss = one.Loss + ColourLosses.Missing }),
            .. ScoreDecoded(generator, critics, plan, asked, tinted, cancel),
        ];

        bool IsOfAskedColour(ScoredStart one) => _lexicon is not null
            && PromptWords.ColoursOf(_lexicon.Index.NameOf((int)one.Grid)).Intersect(ColourLosses.Asked(plan)).Any();
    }

    // drawings in the best of their variants
    private List<ScoredStart> ScoreDecoded(
        ICodebookGenerator generator, IReadOnlyList<ICritic> critics, PromptPlan plan, StartVariants asked, RankedStart[] ranked,
        CancellationToken cancel)
    {
        var scored = new List<ScoredStart>();
        foreach (var some in ranked.Chunk(DecodedAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var drawings = Decode(generator, [.. some.Select(one => one.Grid)]).split(1, 0); // [1, 3, h, w] each
            Tensor[] variants = [.. drawings.Select(asked.Create)];
            var losses = Losses(critics, plan, variants);
            foreach (var (i, start) in some.Index())
            {
                var (variant, loss) = Least(
                    losses[i], asked.CountAsDrawn, StoredWeight * start.Figure, (StoredWeight * start.Subject) + TintCost);
                var picture = variants[i].narrow(0, variant, 1).clone().MoveToOuterDisposeScope();
                scored.Add(new(start.Grid, picture, loss, FigureMask.IsGrey(drawings[i]), FigureMask.HasWhiteGround(drawings[i])));
            }
        }

        return scored;
    }

    private Tensor Decode(ICodebookGenerator generator, IReadOnlyList<long> grids) => StartEmbeddings.Decode(generator, _codes, grids);

    private PromptReading? Reading(PromptPlan plan) => _lexicon is not null && plan.Heaviest is { } prompt
        ? new PromptReader(_lexicon).Read(PromptWords.WithoutBackground(prompt.Subject)) : null;

    // the grids that show the words of the heaviest prompt best, null if no word leads to any; how much their losses may differ; and
    // what is added to those of grey drawings
    private (HashSet<long>? Grids, double Margin, double GreyCost) Showing(PromptPlan plan)
    {
        if (_lexicon is null || Reading(plan) is not { LeadsAnywhere: true } reading)
        {
            return (null, 0, 0);
        }

        var scores = reading.Scores(_lexicon.Index);
        var least = scores.Max() * (1 - (plan.Images.Count > 0 ? PictureMargin : WordMargin));
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
        var variants = new StartVariants(plan, tints: false).Create(composed);
        var (chosen, _) = Least(Losses(critics, plan, [variants])[0], variants.size(0), 0, 0);
        return scope.MoveToOuter(variants.narrow(0, chosen, 1));

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

    // the losses of the variants [m, 3, h, w] of each drawing, m each
    private static float[][] Losses(IReadOnlyList<ICritic> critics, PromptPlan plan, Tensor[] variants)
    {
        using var scope = NewDisposeScope();
        var losses = cat(
            [.. cat(variants, 0).split(RankedAtOnce, 0).Select(some => critics.Rank(some) + ColourLosses.Of(some, plan))], 0);
        return [.. losses.ToArray<float>().Chunk((int)variants[0].size(0))];
    }

    // the variant with the least loss: the first are untinted, and each kind has a loss to begin with
    private static (long Variant, double Loss) Least(float[] losses, long asDrawn, double asDrawnLoss, double tintedLoss) =>
        losses.Select((loss, i) => ((long)i, loss + (i < asDrawn ? asDrawnLoss : tintedLoss))).MinBy(pair => pair.Item2);
}

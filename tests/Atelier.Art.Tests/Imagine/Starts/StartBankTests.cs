using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Tests.Imagine.Starts;

/// <summary>Choosing among the drawings that are shipped.</summary>
public class StartBankTests
{
    [Fact]
    public void Words_OfTheShippedDrawings_AreInTheOrderOfTheBank()
    {
        var files = ModelHub.Find("vqgan-glyphs");
        var words = StartWords.Read(StartWords.PathIn(files.Folder));
        using var scope = NewDisposeScope();
        var bank = SafeTensors.Read(Path.Combine(files.Folder, "starts.safetensors"), out _);

        Assert.Equal(bank["concepts"].Shape[0], words.Concepts.Count);
        Assert.Equal(bank["shows"].Read().to(ScalarType.Int64).ToArray<long>(), words.Shows.Select(concept => (long)concept));
    }

    [Fact]
    public void FindBest_OfSeveralSeeds_GivesSeveralDrawingsAndEachAgain()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var shipped = new ShippedModels("a dog");

        var pictures = ((ulong[])[0, 1, 2, 3, 0]).Select(shipped.FindBest).ToList();

        Assert.True(pictures[0].allclose(pictures[4]));
        Assert.All(
            from a in Enumerable.Range(0, 4) from b in Enumerable.Range(0, a) select (pictures[a] - pictures[b]).abs().mean().ToDouble(),
            difference => Assert.True(difference > 0.02, $"two seeds give drawings that differ by {difference}"));
    }

    [Fact]
    public void Score_OfTheShippedEmbeddings_IsThatOfTheDecodedDrawings()
    {
        long[] grids = [0, 1, 77, 1500, 4000, 6001, 8206];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var shipped = new ShippedModels("a red fox, 3d");
        var codes = SafeTensors.Read(Path.Combine(shipped.Files.Folder, "starts.safetensors"), out _)["codes"];

        var stored = StartEmbeddings.Find(shipped.Files.Folder, codes.Shape[0])!.Score(
            [shipped.Critic], [.. grids.Select(grid => new RankedStart(grid, Figure: 0.5, Subject: 9))])!;

        var decoded = StartEmbeddings.Decode(shipped.Generator, codes, grids);
        var losses = shipped.Critic.Rank(decoded).ToArray<float>();
        Assert.Equal(losses.Select(loss => loss + 0.5), stored.Select(one => one.Loss), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(decoded.split(1, 0).Select(FigureMask.IsGrey), stored.Select(one => one.IsGrey));
        Assert.Equal(decoded.split(1, 0).Select(FigureMask.HasWhiteGround), stored.Select(one => one.HasWhiteGround));
    }

    [Fact]
    public void Vary_AfterTheFirst_TakesWhatFitsAndIsUnlikeIt()
    {
        var embeddings = StartEmbeddings.Find(ModelHub.Find("vqgan-glyphs").Folder, 9644)!;
        long[] cats = [4264, 2809, 7172, 1732, 751, 4752]; // four cats on their feet, drawn alike, then faces

        var order = embeddings.Vary([.. cats.Select(cat => (cat, 0.0))]);
        var byLoss = embeddings.Vary([.. cats.Select((cat, i) => (cat, (double)i))]);

        Assert.Equal(0, order[0]);
        Assert.True(order[1] >= 4, $"{order[1]} comes second");
        Assert.Equal([0, 1, 2, 3, 4, 5], order.Order());
        Assert.Equal([0, 1, 2, 3, 4, 5], byLoss);
    }

    [Theory]
    [InlineData("a dog", 2, true)]
    [InlineData("a dog", 3, false)]
    [InlineData("a red dog", 2, false)]
    [InlineData("a dog|a cat:-1", 2, false)]
    public void FindBest_OfEveryFourthSeed_LaysAThingOnAPaleGround(string prompt, ulong seed, bool isLaid)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var shipped = new ShippedModels(prompt);

        var start = shipped.FindBest(seed);

        Assert.Equal(isLaid, start[0, .., 0, 0].min().ToDouble() < 0.9); // the corner
    }

    [Fact]
    public void Find_OfEmbeddingsOfAnotherBank_IsRefused() => Assert.Contains(
        "does not describe the 5 drawings",
        Assert.Throws<ModelFileException>(() => StartEmbeddings.Find(ModelHub.Find("vqgan-glyphs").Folder, 5)).Message);

    [Theory]
    [InlineData("a red fox", 1, 1)]
    [InlineData("a light blue bird", 1, 2)] // of which blue is a part
    [InlineData("a fox|red:-1", 1, 10)]     // any but red
    [InlineData("a fox on a green background", 2, 0)]
    [InlineData("a white fox", 1, 0)]       // as they are drawn
    [InlineData("a fox", 1, 0)]
    public void Variants_AreOfTheColoursThatPromptsName(string prompt, int grounds, int tints)
    {
        using var scope = NewDisposeScope();
        var asked = new StartVariants(PromptPlan.Parse(prompt, ""));

        Assert.Equal(grounds, asked.CountAsDrawn);
        Assert.Equal(grounds * (1 + tints), asked.Create(ones(1, 3, 16, 16)).size(0));
    }

    [Fact]
    public void ATint_ColoursAPictogram_AndTheMidtonesOfOthers()
    {
        using var scope = NewDisposeScope();
        var asked = new StartVariants(PromptPlan.Parse("a red windmill", ""));
        var (black, grey) = (ones(1, 3, 16, 16), ones(1, 3, 16, 16));
        black.narrow(2, 4, 8).narrow(3, 4, 8).fill_(0);
        grey.narrow(2, 4, 8).narrow(3, 4, 8).fill_(0.55);
        grey.narrow(2, 4, 2).narrow(3, 4, 8).fill_(0);

        var (ofBlack, ofGrey) = (asked.Create(black)[1], asked.Create(grey)[1]);

        Assert.True((ofBlack[0, 8, 8] - ofBlack[1, 8, 8]).ToDouble() > 0.5, "the pictogram stays black");
        Assert.True((ofGrey[0, 8, 8] - ofGrey[1, 8, 8]).ToDouble() > 0.5, "the midtones stay grey");
        Assert.True(ofGrey[0, 5, 8].ToDouble() < 0.05, "the shadow is no longer black");
    }

    [Fact]
    public void Coloured_IsForPictogramsAlone()
    {
        using var scope = NewDisposeScope();
        var black = ones(1, 3, 16, 16);
        black.narrow(2, 4, 8).narrow(3, 4, 8).fill_(0);
        var red = black.clone();
        red.narrow(1, 0, 1).narrow(2, 4, 8).narrow(3, 4, 8).fill_(0.9);

        var coloured = StartVariants.Coloured(black, own: null, forScene: false)!;

        Assert.All(Enumerable.Range(0, (int)coloured.size(0)), i =>
            Assert.True((coloured[i, .., 8, 8].max() - coloured[i, .., 8, 8].min()).ToDouble() > 0.3, "a variant is grey"));
        Assert.Equal(1, coloured[.., .., 0, 0].min().ToDouble(), 1e-5);
        Assert.Null(StartVariants.Coloured(red, own: null, forScene: false));
    }

    [Fact]
    public void Coloured_OfAThingWithAColourOfItsOwn_IsOfThatColourAlone()
    {
        using var scope = NewDisposeScope();
        var black = ones(1, 3, 16, 16);
        black.narrow(2, 4, 8).narrow(3, 4, 8).fill_(0);
        var brown = PictogramColours.Of("capybara")!.Value;

        var coloured = StartVariants.Coloured(black, brown, forScene: false)!;

        Assert.Equal(1, coloured.size(0));
        Assert.Equal(brown.Red / 255.0, coloured[0, 0, 8, 8].ToDouble(), 1e-5);
        Assert.Equal(brown.Blue / 255.0, coloured[0, 2, 8, 8].ToDouble(), 1e-5);
        Assert.Null(PictogramColours.Of("cat"));
    }

    [Theory]
    [InlineData(0.1f, true)]  // what a codec leaves at the edges of black lines
    [InlineData(0.6f, false)] // a red cross on a black figure
    public void ADrawingIsGrey_WhoseEdgesAloneHaveColour(float colour, bool isGrey)
    {
        using var scope = NewDisposeScope();
        var drawing = ones(1, 3, 32, 32);
        drawing.narrow(2, 8, 16).narrow(3, 8, 16).fill_(0);
        drawing.narrow(1, 0, 1).narrow(2, 8, 16).narrow(3, 8, 16).fill_(colour);

        Assert.Equal(isGrey, FigureMask.IsGrey(drawing));
    }

    [Fact]
    public void Fill_EnlargesASmallFigure_AndLeavesALargeOne()
    {
        using var scope = NewDisposeScope();
        var (small, large) = (ones(1, 3, 64, 64), ones(1, 3, 64, 64));
        small.narrow(2, 10, 16).narrow(3, 10, 16).fill_(0.2);
        large.narrow(2, 4, 56).narrow(3, 4, 56).fill_(0.2);

        var alpha = 1 - FigureMask.Background(Figure.Fill(small));

        Assert.InRange(FigureMask.Extent(alpha, 3).Length, 52, 60);
        Assert.InRange(FigureMask.Extent(alpha, 2).From, 2, 6); // in the middle
        Assert.Equal(large.ToArray<float>(), Figure.Fill(large).ToArray<float>());
    }

    [Fact]
    public void Create_OfAPromptWithoutKnownWords_IsRefusedWithNearOnes()
    {
        var error = Assert.Throws<OptionException>(() => PreparedRun.Create(new() { Prompt = "xqzzt castl" }, CPU));

        Assert.Contains("know no word", error.Message);
        Assert.Contains("'castle'", error.Message);
    }

    [Fact]
    public void Create_OfAPromptWithoutKnownWordsThatNeedsNoDrawing_IsNoted()
    {
        var run = PreparedRun.Create(new() { Prompt = "xqzzt", Start = StartKind.Codes }, CPU);

        Assert.Contains("The small models do not know 'xqzzt'.", run.Notes);
        Assert.Equal(["xqzzt"], run.Options.UnknownWords!);
    }

    [Fact]
    public void Create_OfARepeatedRun_FindsUnknownWordsAnew()
    {
        var repeated = ImagineOptions.FromJson(new ImagineOptions { Prompt = "a dog", UnknownWords = ["dog"] }.ToJson(), "a run");

        Assert.Null(PreparedRun.Create(repeated, CPU).Options.UnknownWords);
    }

    [Fact]
    public void FindBest_OfASilhouetteAtSunset_IsABlackThingBeforeTheSky()
    {
        using var scope = NewDisposeScope();
        using var models = new ShippedModels("silhouette of a horse at sunset");

        var luma = models.FindBest(1).mean([1])[0];

        Assert.True(luma[60..100, 40..90].min().ToDouble() < 0.1, "the horse is not black");
        Assert.True(luma[0..30].min().ToDouble() > 0.3, "the sky is lost");
    }

    [Fact]
    public void Create_OfAForeignPrompt_SaysItInWordsOfDrawings() => Assert.Equal(
        "red house snow", PreparedRun.Create(new() { Prompt = "ein rotes Haus im Schnee" }, CPU).Plan.Heaviest!.Words);

    // the shipped generator, and the shipped CLIP as critic of a prompt
    private sealed class ShippedModels : IDisposable
    {
        private readonly PromptPlan _plan;
        private readonly ClipPipeline _clip = CriticLoader.Load(ModelHub.Find("clip-glyphs"), fast: false, CPU);
        private readonly Generator _random = new(1);

        public ShippedModels(string prompt)
        {
            _plan = PromptPlan.Parse(prompt, "");
            var cutouts = new CutoutSampler(_clip.Model.Options.Resolution, 4, 1, CutMethod.Batched);
            Generator = new(VqganFile.Load(Files));
            Critic = CriticLoader.Encode(_clip, _plan, cutouts, Augmentation.None, _random);
        }

        public ModelFiles Files { get; } = ModelHub.Find("vqgan-glyphs");

        public VqganGenerator Generator { get; }

        public ICritic Critic { get; }

        public Tensor FindBest(ulong seed) =>
            StartBank.Find(Files)!.FindBest(Generator, [Critic], _plan, aspect: 1, candidates: 10, _random, seed);

        public void Dispose()
        {
            Critic.Dispose();
            Generator.Dispose();
            _clip.Dispose();
            _random.Dispose();
        }
    }
}

using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Tests;

namespace Atelier.Art.Tests.Imagine.Starts;

/// <summary>What prompts lead to with the words that are shipped.</summary>
public class StartLexiconTests
{
    private const StringSplitOptions Trim = StringSplitOptions.RemoveEmptyEntries;

    private static readonly ModelFiles Generator = ModelHub.Find("vqgan-glyphs");
    private static readonly StartLexicon Lexicon = StartLexicon.Find(Generator)!;

    public static TheoryData<string, string[]> Prompts => new()
    {
        { "city during a rainy night", ["night with stars", "cityscape", "cityscape at dusk"] },
        { "Himalayas cloud sky heavenly", ["cloud", "plane in the sky"] },
        { "a monk in the forest", ["person in lotus position"] },
        { "Delicious chocolate bar made of gold", ["chocolate bar"] },
        { "Wooden banana temple in an underwater kingdom, low poly", ["hindu temple"] },
        { "Hogwarts castle pencil sketch", ["castle", "japanese castle"] },
        { "a city", ["cityscape", "cityscape at dusk"] },
        { "a forest", ["deciduous tree", "evergreen tree"] },
        { "a golden cup", ["cup", "cup with straw"] },
        {
            "a book",
            ["closed book", "open book", "green book", "blue book", "orange book", "notebook", "books", "notebook with decorative cover"]
        },
        { "a terrier", ["dog", "service dog", "guide dog", "bored dog"] },
        { "a wolf", ["wolf"] },
        { "a strawberry", ["strawberry"] },
        { "a lighthouse", ["lighthouse"] },
        { "a hot air balloon", ["hot air balloon"] },
        { "a campfire", ["campfire"] },
        { "a grand piano", ["grand piano"] },
        { "a picture of an old sailing ship at sea", ["galleon"] },
        { "snow-covered mountains", ["snow-capped mountain"] },
        { "an astronaut riding a horse", ["astronaut", "man astronaut", "woman astronaut"] },
        { "🍎", ["red apple"] },
        { "👍🏽", ["thumbs up"] },
        { "a 🐶 in the 🌧️", ["dog face"] },
        { "ein Hund im Wald", ["dog", "service dog", "guide dog", "bored dog"] },
        { "une pomme rouge", ["red apple"] },
        { "un chat noir", ["black cat"] },
        { "una casa", ["house", "big house", "small house", "derelict house", "house with garden"] },
        { "лиса на снегу", ["fox"] },
        { "a steam train", ["locomotive"] },
        { "a car", ["automobile"] },
        { "a dog", ["dog"] },
        { "the power of love", ["red heart"] },
        { "a love letter", ["love letter"] },
        { "a mansion", ["big house"] },
        { "a fireplace", ["fireplace"] },
        { "a football match", ["soccer ball"] },
        { "a stained glass window of a peacock", ["peacock"] },
        { "the feeling of forgetting a dream", ["thought balloon"] },
        { "a cathedral", ["church"] },
        { "a stack of pancakes", ["pancakes"] },
        { "a pair of yellow wellies", ["rubber boot"] },
        { "a hot spring", ["hot springs"] },
        { "a ball", ["soccer ball"] },
        { "the passing of time", ["mantelpiece clock", "alarm clock", "timer clock", "watch", "stopwatch"] },
        { "blueprint of a spaceship", ["spaceship"] },
        { "courage", ["lion"] },
        { "loneliness", ["broken heart"] },
        { "a worn out leather armchair", ["armchair"] },
        { "a slice of chocolate cake", ["birthday cake"] },
        { "a boat", ["motor boat"] },
        { "what does freedom look like", ["broken chain", "statue of liberty"] },
        { "城の夜", ["japanese castle"] },
        { "一只红色的狐狸", ["fox"] },
        { "two bicycles", ["bicycle"] }, // but not their ban
    };

    [Fact]
    public void StandIns_AreConcepts_ThatTheirWordsLeadTo_AndNoNamesThemselves_ButOfClipArt() => Assert.All(StandIns.Entries, pair =>
    {
        var (word, standIn) = pair;
        Assert.True(standIn.Concept.Length == 0 || Lexicon.Index.IsName(standIn.Concept), standIn.Concept);
        Assert.False(Lexicon.Index.IsName(word) && !NamesClipArt(word), word);
        Assert.Equal(standIn.Concept, Lexicon.Leads(word).Select(lead => lead.Word).SingleOrDefault(""));
    });

    // whose drawings are of uneven quality
    private static bool NamesClipArt(string concept)
    {
        var number = Lexicon.Index.Words.Concepts.Index().First(one => one.Item == concept).Index;
        return Lexicon.Index.Words.Shows.Index().Where(one => one.Item == number).All(one => Lexicon.Index.IsClipArt(one.Index));
    }

    [Theory]
    [InlineData("a courage", true)]      // a lion shows it
    [InlineData("a cassowary", false)]   // an ostrich is like it
    [InlineData("cassowaries", false)]
    public void AWordThatADrawingShows_IsKnown_OneThatItIsOnlyLike_IsNot(string prompt, bool isKnown)
    {
        var term = new PromptReader(Lexicon).Read(prompt).Terms.Single(term => term.Leads.Count > 0);

        Assert.Equal((isKnown, !isKnown, true), (term.IsKnown, term.IsLike, term.IsUnderstood));
    }

    [Fact]
    public void ACompoundThatNothingShows_LeadsNowhere_ThoughItsWordsDo() =>
        Assert.Empty(new PromptReader(Lexicon).Read("rush hour").Terms.Single().Leads);

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Scores_OfAPrompt_AreBestForFittingDrawings(string prompt, string[] fitting)
    {
        Assert.Subset(fitting.ToHashSet(), Best(prompt));
    }

    [Fact]
    public void Scores_OfThePassageOfTime_AreBestForClocks() => Assert.All(
        Best("the passage of time"), concept => Assert.Matches("clock|watch|hourglass|thirty", concept));

    private static HashSet<string> Best(string prompt)
    {
        var scores = new PromptReader(Lexicon).Read(prompt).Scores(Lexicon.Index);
        var least = scores.Max() * 0.95;
        var words = Lexicon.Index.Words;
        return [.. scores.Index().Where(score => score.Item >= least).Select(score => words.Concepts[words.Shows[score.Index]])];
    }

    [Theory]
    [InlineData("Hogwarts castle pencil sketch", "The small models do not know 'Hogwarts'; they go by 'castle' and 'pencil sketch'.")]
    [InlineData("a zorblatt", "The small models do not know 'zorblatt'.")]
    [InlineData("a red apple on a blue background, 3d render", null)]
    public void Note_OfAPrompt_NamesWhatIsNotKnown(string prompt, string? note) =>
        Assert.Equal(note, PromptCheck.Create([new PromptReader(Lexicon).Read(prompt)]).Note);

    [Fact]
    public void Unknown_OfAHundredWords_AreTheMadeUpOnes()
    {
        var sections = File.ReadAllText(Path.Combine(Golden.Root, "tests/Atelier.Art.Tests/Imagine/Starts/words.txt")).Split('#')[1..];
        string[][] words = [.. sections.Select(section => section[section.IndexOf('\n')..].Split([' ', '\n'], Trim))];
        var reader = new PromptReader(Lexicon);

        Assert.Equal([100, 100], words.Select(list => list.Distinct().Count()));
        Assert.Empty(words[0].SelectMany(word => reader.Read($"a {word} in the garden").Unknown));
        Assert.Equal(words[1], words[1].SelectMany(word => reader.Read($"a {word} in the garden").Unknown));
    }

    [Theory]
    [InlineData("a terrier", "a dog")]
    [InlineData("a wolf", "a dog")]
    [InlineData("a kite", "a kite")]
    [InlineData("a knapsack", "a backpack")]
    [InlineData("a red motorcar", "a red automobile")]
    [InlineData("an omnibus in the rain", "a bus in the rain")]
    [InlineData("a motorcar", "an automobile")]
    [InlineData("two dogs", "two dogs")]
    [InlineData("a red fox, 3d render", "a red fox, 3d render")]
    [InlineData("🍎", "red apple")]
    [InlineData("ein rotes Haus im Schnee", "red house snow")]
    [InlineData("Hogwarts castle", "castle")]
    [InlineData("please draw a red fox", "a red fox")]
    [InlineData("the passage of time", "the passage of time")]
    public void Say_OfAPrompt_UsesWordsOfDrawings(string prompt, string said) =>
        Assert.Equal(said, new PromptReader(Lexicon).Read(prompt).Say(prompt));

    [Theory]
    [InlineData("man with red hair", "man")]
    [InlineData("red apple", "apple")]
    [InlineData("hot dog", "")]
    public void Heads_OfTheShippedConcepts_AreTheirKinds(string concept, string head)
    {
        var words = Lexicon.Index.Words;

        Assert.Equal(head, words.Heads[words.Concepts.ToList().IndexOf(concept)]);
    }

    [Fact]
    public void Files_WrittenAndRead_AreTheSame()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-words-").FullName;
        try
        {
            var words = new StartWords(
                ["red apple"], ["apple"], [["fruit"]], [["diet"]], [0, 0], new Dictionary<int, IReadOnlyList<string>> { [1] = ["worm"] },
                new Dictionary<string, string> { ["🍎"] = "red apple" })
            {
                Untrained = ["red apple"],
            };
            words.Write(StartWords.PathIn(folder));
            Vocabulary.Write(Vocabulary.PathIn(folder), [("pippin", new("n", [("apple", 0.14)]))]);
            Translations.Write(
                Translations.PathIn(folder),
                new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["de"] = new Dictionary<string, string> { ["apfel"] = "apple" },
                });

            var index = new WordIndex(StartWords.Read(StartWords.PathIn(folder)));

            Assert.Equal([0.06, 0.06 + 0.15], index.Costs("apple")); // the second is clip art
            Assert.Equal([double.PositiveInfinity, 0.24 + 0.15], index.Costs("worm"));
            Assert.Equal([true, true, false], new[] { "red apple", "apple", "fruit" }.Select(index.IsUntrained));
            Assert.Equal([("apple", 0.14)], Vocabulary.Read(Vocabulary.PathIn(folder)).Find("pippin")!.Near);
            Assert.Equal("apple", Translations.Read(Translations.PathIn(folder)).Find("de", "apfel"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Read_OfADamagedFile_IsRefusedByName()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.gz");
        File.WriteAllText(path, "no gzip");

        var error = Assert.Throws<Core.ModelFileException>(() => StartWords.Read(path));

        File.Delete(path);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void Plan_InOtherWords_KeepsSubjectsAndWeights()
    {
        var plan = PromptPlan.Parse("a terrier:2|blue:-1", "").WithWords(subject => subject.Replace("terrier", "dog"));

        Assert.Equal(
            [("a terrier", "a dog", 2.0), ("blue", "blue", -1.0)],
            plan.Texts.Select(text => (text.Subject, text.Words, text.Weight)));
    }
}

using Atelier.Core;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

/// <summary>Words for drawings by a WordNet in which dogs and cats are animals, and terriers are dogs.</summary>
public sealed class GlyphTermsTests : IDisposable
{
    private const string Nouns = """
        00000001 05 n 01 animal 0 000 | lives
        00000002 05 n 03 dog 0 hound 0 domestic_dog 0 001 @ 00000001 n 0000 | barks
        00000003 05 n 01 terrier 0 001 @ 00000002 n 0000 | digs
        00000004 05 n 01 cat 0 001 @ 00000001 n 0000 | purrs
        00000005 28 n 01 night 0 000 | is dark
        00000006 17 n 01 forest 0 000 | is green
        00000007 06 n 01 tool 0 000 | works
        00000008 06 n 01 saw 0 001 @ 00000007 n 0000 | cuts
        00000013 15 n 01 naples 0 001 @i 00000006 n 0000 | is a city
        """;

    private static readonly (string Word, int Synset)[] Index =
    [
        ("animal", 1), ("dog", 2), ("hound", 2), ("domestic_dog", 2), ("terrier", 3), ("cat", 4), ("night", 5), ("forest", 6),
        ("tool", 7), ("naples", 13),
    ];

    private static readonly WordNet Tiny = new(name => name switch
    {
        "data.noun" => Nouns,
        "index.noun" => string.Join('\n', Index.Select(word => $"{word.Word} n 1 1 @ 1 0 {word.Synset:00000000}")),
        "data.adj" => "00000009 00 s 01 happy 0 000 | smiles\n00000010 00 s 01 odd 0 000 | surprises\n00000011 00 s 01 calm 0 000 | rests",
        "index.adj" => "happy a 1 0 1 0 00000009\nodd a 1 0 1 0 00000010\ncalm a 1 0 1 0 00000011",
        "data.verb" => "00000012 29 v 03 get 0 make 0 saw 0 000 | does",
        "data.adv" => "00000014 02 r 01 softly 0 000 | quietly",
        "index.adv" => "softly r 1 0 1 0 00000014",
        "index.verb" => "get v 1 0 1 0 00000012\nmake v 1 0 1 0 00000012\nhound v 1 0 1 0 00000012",
        "verb.exc" => "getting get",
        "cntlist.rev" => "calm%5:00:00:: 1 7",
        _ => "",
    });

    private static readonly Glyph Dog = new(0, "noto", "flat", "dog", ["pet", "wolf"], 3);
    private static readonly Glyph Cat = new(1, "noto", "flat", "black cat", ["night", "happy"], 3);
    private readonly TinyGlyphs _glyphs = new();

    private static int HoundSplit => Enumerable.Range(0, 1000).First(seed => new GlyphSplit(seed).IsHeldOutWord("hound")
        && !new GlyphSplit(seed).IsHeldOutWord("domestic dog"));

    public void Dispose() => _glyphs.Dispose();

    [Fact]
    public void Of_ADog_HasWordNetsWordsAndTags()
    {
        var words = Terms(HoundSplit).Of(Dog);

        Assert.Equal(new GlyphTerm("dog", TermRole.Name), words[0]);
        Assert.Contains(new("domestic dog", TermRole.Synonym), words);
        Assert.Contains(new("terrier", TermRole.Narrow), words);
        Assert.Contains(new("animal", TermRole.Kind), words); // 1 - log 4 / log 8 = 0.33
        Assert.Contains(new("pet", TermRole.Tag), words);
        Assert.Contains(new("wolf", TermRole.Loose), words);
    }

    [Fact]
    public void HeldOutSynonyms_AreInNoTerm_UnlessTheyAreNames()
    {
        var terms = Terms(HoundSplit);
        var named = Terms(HoundSplit, tag: "hound");

        Assert.Equal([("dog", "hound")], terms.HeldOut);
        Assert.DoesNotContain(terms.Of(Dog), term => term.Word == "hound");
        Assert.Empty(named.HeldOut); // a tag of the cat
        Assert.Contains(named.Of(Dog), term => term.Word == "hound");
    }

    [Fact]
    public void Adjectives_AreOfNoDrawing_TheMostFrequentFirst() => Assert.Equal(["calm", "odd"], Terms(HoundSplit).Adjectives);

    [Fact]
    public void NounsAdverbsAndPlaceNames_AreOfNoDrawing()
    {
        var terms = Terms(HoundSplit);

        Assert.Equal(["tool"], terms.Nouns);
        Assert.Equal(["softly"], terms.Adverbs);
        Assert.Equal(["naples"], terms.PlaceNames);
    }

    [Fact]
    public void Participles_AreSpeltAsEnglishIs() => Assert.Equal(["getting", "hounding", "making"], Terms(HoundSplit).Participles);

    [Theory]
    [InlineData("happy", "happy cat")]
    [InlineData("night", "cat at night")]
    [InlineData("forest", "cat in the forest")]
    public void OfTag_StandsWhereItsKindOfWordDoes(string tag, string expected)
    {
        var terms = Terms(HoundSplit);
        var phrases = Enumerable.Range(0, 200).Select(k => GlyphPhrase.OfTag(new(1, k), terms, tag, "cat")).ToArray();

        Assert.Contains(phrases, phrase => phrase.Text == expected && phrase.Terms.SequenceEqual(["cat", tag]));
        Assert.Contains(phrases, phrase => phrase.Text == tag && phrase.Terms.SequenceEqual([tag]));
    }

    [Fact]
    public void Samples_RepeatPictures_WithOtherCaptions_ThatAreTrue()
    {
        var glyphs = _glyphs.Set.Glyphs;
        var sampler = new GlyphSampler(_glyphs.Set, glyphs, 7, 16)
        {
            Pictures = 8, Terms = new(Tiny, glyphs, glyph => (glyph.Tags, []), new(0)), ScenesOfTwo = 0, Siblings = 0.5f,
        };
        var samples = Enumerable.Range(0, 200).Select(k => sampler.Render(k)).ToArray();

        foreach (var picture in samples.GroupBy(sample => sample.Picture))
        {
            Assert.InRange(picture.Key, 0, 7);
            Assert.All(picture, sample => Assert.Equal(picture.First().Pixels, sample.Pixels));
            Assert.True(picture.Select(sample => sample.Caption).Distinct().Count() > 3);
        }

        Assert.All(samples, sample => Assert.All(sample.Claims, claim => Assert.True(sample.Holds(claim), $"{claim}: {sample.Caption}")));
        Assert.Contains(samples, sample => sample.Claims.Contains("fruit") && sample.Glyph.Concept == "apple");
        Assert.All(samples.Where(sample => sample.Glyph.Concept == "ocean"), sample => Assert.False(sample.Holds("fruit")));
    }

    [Fact]
    public void Samples_HaveAsManyNamesAndTurnsOfPhrase_AsAreAskedFor()
    {
        var glyphs = _glyphs.Set.Glyphs;
        var sampler = new GlyphSampler(_glyphs.Set, glyphs, 7, 16)
        {
            Terms = new(Tiny, glyphs, glyph => (glyph.Tags, []), new(0)), ScenesOfTwo = 0, Siblings = 0, Names = 0.9f, Turns = 0.5f,
        };
        var samples = Enumerable.Range(0, 300).Select(k => sampler.Render(k)).ToArray();

        Assert.InRange(samples.Count(sample => sample.Claims.Contains(sample.Glyph.Concept)), 255, 299);
        var slices = samples.Where(sample => sample.Caption.Contains("slice of", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(slices);
        Assert.All(slices, sample => Assert.Equal(4, sample.Glyph.Group)); // food
        Assert.InRange(samples.Count(IsTurned), 90, 210);
        Assert.All(samples, sample => Assert.All(sample.Claims, claim => Assert.True(sample.Holds(claim), $"{claim}: {sample.Caption}")));

        static bool IsTurned(GlyphSample sample) =>
            new[] { " of ", "delicious", "beautiful", "little", "big", "old", "single" }
                .Any(word => sample.Caption.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void Distractors_AreWordsOfOtherDrawings_AndUntrue()
    {
        var glyphs = _glyphs.Set.Glyphs;
        var terms = new GlyphTerms(Tiny, glyphs, glyph => (glyph.Tags, []), new(0));
        var sampler = new GlyphSampler(_glyphs.Set, glyphs, 7, 16)
        {
            Terms = terms, ScenesOfTwo = 0, Siblings = 0, Distractors = 1,
        };
        string[] words = [.. glyphs.SelectMany(terms.Of).Select(term => term.Word)];

        Assert.All(Enumerable.Range(0, 200).Select(k => sampler.Render(k)), sample =>
        {
            var word = words.FirstOrDefault(word => sample.HardNegative == word || sample.HardNegative == GlyphWords.WithArticle(word));
            Assert.NotNull(word);
            Assert.False(terms.IsTrue(sample.Glyph, word), sample.HardNegative);
        });
    }

    [Fact]
    public void Of_ADrawingWithoutTerms_IsItsName() =>
        Assert.Equal([new("lighthouse", TermRole.Name)], Terms(HoundSplit).Of(Dog with { Row = 77, Concept = "lighthouse" }));

    private static GlyphTerms Terms(int split, string tag = "") => new(
        Tiny,
        tag.Length == 0 ? [Dog, Cat] : [Dog, Cat with { Tags = [.. Cat.Tags, tag] }],
        glyph => ([.. glyph.Tags.Where(word => word != "wolf")], ["wolf"]),
        new(split));
}

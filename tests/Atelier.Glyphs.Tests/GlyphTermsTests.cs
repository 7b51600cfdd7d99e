using Atelier.Core;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

/// <summary>Words for drawings by a WordNet in which dogs and cats are animals, and terriers are dogs.</summary>
public sealed class GlyphTermsTests : IDisposable
{
    private static readonly Glyph Dog = TinyTerms.Dog;
    private static readonly Glyph Cat = TinyTerms.Cat;
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
            Pictures = 8, Terms = new(TinyTerms.WordNet, glyphs, glyph => (glyph.Tags, []), new(0)), ScenesOfTwo = 0, Siblings = 0.5f,
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
            Terms = new(TinyTerms.WordNet, glyphs, glyph => (glyph.Tags, []), new(0)),
            ScenesOfTwo = 0, Siblings = 0, Names = 0.9f, Turns = 0.5f,
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
        var terms = new GlyphTerms(TinyTerms.WordNet, glyphs, glyph => (glyph.Tags, []), new(0));
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

    private static GlyphTerms Terms(int split, string tag = "") => TinyTerms.Create(split, tag);
}

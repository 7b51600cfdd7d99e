using Atelier.Core;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Tests.Clip;

public class GrowingVocabularyTests
{
    private static readonly BytePairVocabulary Small =
        BytePairVocabulary.Learn(new Dictionary<string, int> { ["apple"] = 9, ["fox"] = 3 }, 5);


    [Fact]
    public void Grow_KeepsTokens_AndAddsWholeWords()
    {
        var grown = Small.Grow(new Dictionary<string, int> { ["foxes"] = 5, ["apple"] = 1 }, 4);

        Assert.Equal(Small.Size + 4, grown.Size);
        Assert.Equal(Small.Encode("apple"), grown.Encode("apple"));
        Assert.True(Small.Encode("foxes").Count > grown.Encode("foxes").Count);
        Assert.Equal(grown.Size - 1, grown.End);
    }

    [Fact]
    public void PartsOf_AGrownToken_SpellIt()
    {
        var grown = Small.Grow(new Dictionary<string, int> { ["foxes"] = 5 }, 10);
        IEnumerable<int> Pieces(int token) => grown.PartsOf(token) is [var only] ? [only] : grown.PartsOf(token).SelectMany(Pieces);

        Assert.Equal("foxes".Length, grown.Encode("foxes").SelectMany(Pieces).Count());
        Assert.Equal([grown.Start], grown.PartsOf(grown.Start));
    }

    [Fact]
    public void Dropout_SpellsWordsInOtherWays()
    {
        var random = new SplitMix64(1, 0);
        var ways = Enumerable.Range(0, 100).Select(_ => string.Join(' ', Small.Encode("apple", random, 0.5f))).ToHashSet();

        Assert.True(ways.Count > 3);
        Assert.Contains(string.Join(' ', Small.Encode("apple")), ways);
        Assert.Equal("apple".Length, Small.Encode("apple", random, 1).Count);
        Assert.Equal(Small.Encode("apple"), Small.Encode("apple", random, 0));
    }
}

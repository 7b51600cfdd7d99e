using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

/// <summary>Words that are near by WordNet and by vectors: a bat is first a cat and then a hammer by the WordNet of
/// <see cref="WordDistancesTests"/>, and rather a hammer by these vectors.</summary>
public class NearWordsTests
{
    private static readonly WordVectors Vectors = new(
    [
        ("bat", Vector(1, 0, 0)), ("hammer", Vector(1, 0.2f, 0)), ("cat", Vector(0, 1, 0)), ("terrier", Vector(0, 0.1f, 2)),
        ("wolf", Vector(0, 0, 5)), ("pink", Vector(0, 1, 0)),
    ]);

    private static readonly WordDistances Distances = new(WordDistancesTests.Tiny, new Dictionary<string, (double, IReadOnlyList<int>)>
    {
        ["dog"] = (0, [5]), ["cat"] = (0.05, [5]), ["hammer"] = (0, [6]),
    });

    [Fact]
    public void Of_AWordOfTwoSenses_IsFirstWhatVectorsFindLikelier()
    {
        Assert.Equal("cat", Distances.Near("bat")[0].Word);
        Assert.Equal(["hammer", "cat"], Near().Of("bat", isNoun: true).Select(near => near.Word));
    }

    [Fact]
    public void Of_AWordThatMeansTheSame_IsAtNoDistance_HoweverUnlikeTheVectorsAre()
    {
        var vectors = new WordVectors([("domestic", Vector(1)), ("dog", Vector(0, 1))]);

        Assert.Equal(("dog", 0), new NearWords(Distances, vectors, []).Of("domestic dog", isNoun: true)[0]);
    }

    [Fact]
    public void Of_AWordWithoutAVector_IsAsWordNetHasIt() =>
        Assert.Equal(Distances.Near("poodle"), Near(("wolf", "wolf")).Of("poodle", isNoun: true));

    [Fact]
    public void Of_ANoun_IsANameThatIsAlike_TooFarToBeKnown()
    {
        var near = Near(("wolf", "wolf")).Of("terrier", isNoun: true);

        Assert.Equal(0.56, near.Single(one => one.Word == "wolf").Distance, 0.001);
        Assert.DoesNotContain(Near(("wolf", "wolf")).Of("terrier", isNoun: false), one => one.Word == "wolf");
    }

    [Fact]
    public void Of_ANoun_IsNoNameWhoseNounIsUnlike_OrThatHasNone()
    {
        Assert.DoesNotContain(Near(("wolf pink", "pink")).Of("terrier", isNoun: true), one => one.Word == "wolf pink");
        Assert.DoesNotContain(Near(("wolf", "")).Of("terrier", isNoun: true), one => one.Word == "wolf");
    }

    [Fact]
    public void Find_OfWords_IsTheirMean_OfLength1_OrNullWhereOneIsUnknown()
    {
        var found = Vectors.Find("pink wolf")!;

        Assert.Equal(1, WordVectors.Cosine(found, found), 1e-5);
        Assert.Equal(Math.Sqrt(0.5), WordVectors.Cosine(found, Vectors.Find("wolf")!), 1e-5);
        Assert.Null(Vectors.Find("pink elephant"));
    }

    private static NearWords Near(params (string Name, string Head)[] names) => new(Distances, Vectors, names);

    private static float[] Vector(params float[] first) => [.. first, .. new float[100 - first.Length]];
}

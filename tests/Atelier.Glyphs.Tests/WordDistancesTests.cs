using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

/// <summary>Distances in a WordNet of eight nouns and an adjective: things are animals and tools, animals are dogs and cats, dogs are
/// terriers and poodles.</summary>
public class WordDistancesTests
{
    private const string Nouns = """
          1 The licence is indented.
        00000001 03 n 01 thing 0 000 | all
        00000002 05 n 01 animal 0 001 @ 00000001 n 0000 | lives
        00000003 05 n 02 dog 0 domestic_dog 0 001 @ 00000002 n 0000 | barks
        00000004 05 n 01 terrier 0 001 @ 00000003 n 0000 | digs
        00000005 05 n 01 poodle 0 001 @ 00000003 n 0000 | curls
        00000006 05 n 01 cat 0 001 @ 00000002 n 0000 | purrs
        00000007 06 n 01 tool 0 001 @ 00000001 n 0000 | works
        00000008 06 n 01 hammer 0 001 @ 00000007 n 0000 | hits
        """;

    private const string Bat = "bat n 2 1 @ 2 0 00000006 00000008"; // a cat and a hammer

    private static readonly (string Word, int Synset)[] Words =
    [
        ("dog", 3), ("domestic_dog", 3), ("terrier", 4), ("poodle", 5), ("cat", 6), ("hammer", 8),
    ];

    internal static readonly WordNet Tiny = new(name => name switch
    {
        "data.noun" => Nouns,
        "index.noun" => string.Join('\n', Words.Select(word => $"{word.Word} n 1 1 @ 1 0 0000000{word.Synset}").Append(Bat)),
        "data.adj" => "00000009 00 s 01 doggy(p) 0 001 + 00000003 n 0101 | like a dog",
        "index.adj" => "doggy a 1 1 + 1 0 00000009",
        "noun.exc" => "kine cow",
        "cntlist.rev" => "dog%1:05:00:: 1 42",
        _ => "",
    });

    private static readonly WordDistances Distances = new(Tiny, new Dictionary<string, (double, IReadOnlyList<int>)>
    {
        ["dog"] = (0, [5]), ["cat"] = (0, []),
    });

    [Theory]
    [InlineData("domestic dog", 0)]
    [InlineData("terrier", 0.528)] // log 3 / log 8
    [InlineData("doggy", 0.1)]
    public void Near_OfAWord_IsADogFirst(string word, double distance)
    {
        var near = Distances.Near(word)[0];

        Assert.Equal("dog", near.Word);
        Assert.Equal(distance, near.Distance, 0.001);
    }

    [Fact]
    public void Near_OfADrawingsName_IsOfItsMeantSense()
    {
        Dictionary<string, (double, IReadOnlyList<int>)> anchors = new() { ["cat"] = (0, [5]), ["hammer"] = (0, [6]) };
        string[] Near() => [.. new WordDistances(Tiny, anchors).Near("bat").Select(near => near.Word)];

        Assert.Equal(["cat", "hammer"], Near());
        anchors["bat"] = (0, [6]);
        Assert.Equal(["hammer"], Near());
    }

    [Fact]
    public void Near_OfATool_IsNone() => Assert.Empty(Distances.Near("hammer"));

    [Fact]
    public void Read_OfTheFiles_FindsCountsAndIrregularForms()
    {
        Assert.Equal(42, Tiny.Count('n', "dog"));
        Assert.Equal([("kine", "cow")], Tiny.Irregular);
    }
}

using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

/// <summary>The words of a dog and a cat, by a WordNet in which they are animals, and terriers are dogs.</summary>
public static class TinyTerms
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

    internal static readonly WordNet WordNet = new(name => name switch
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

    public static Glyph Dog { get; } = new(0, "noto", "flat", "dog", ["pet", "wolf"], 3);

    public static Glyph Cat { get; } = new(1, "noto", "flat", "black cat", ["night", "happy"], 3);

    public static GlyphTerms Create(int split, string tag = "") => new(
        WordNet,
        tag.Length == 0 ? [Dog, Cat] : [Dog, Cat with { Tags = [.. Cat.Tags, tag] }],
        glyph => ([.. glyph.Tags.Where(word => word != "wolf")], ["wolf"]),
        new(split));
}

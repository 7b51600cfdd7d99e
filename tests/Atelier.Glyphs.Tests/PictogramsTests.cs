using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Glyphs.Tests;

public sealed class PictogramsTests : IDisposable
{
    private static readonly WordNet Tiny = new(name => name switch
    {
        "data.noun" => """
            00000001 06 n 01 lighthouse 0 000 | shines
            00000002 05 n 01 tree_frog 0 000 | croaks
            00000003 04 n 01 slash 0 000 | a deed
            00000004 06 n 01 slash 0 000 | a mark
            00000005 06 n 01 hammer 0 000 | hits
            00000006 05 n 01 salamander 0 000 | creeps
            """,
        "index.noun" => """
            lighthouse n 1 0 1 0 00000001
            tree_frog n 1 0 1 0 00000002
            slash n 2 0 2 0 00000003 00000004
            hammer n 1 0 1 0 00000005
            salamander n 1 0 1 0 00000006
            """,
        _ => "",
    });

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void WhatNothingElseShows_AndOneCanSee_IsTaken()
    {
        File.WriteAllBytes(_path, Tarball.Make(("icons.json", """
            {"width": 512, "height": 512, "icons": {"tree-frog": {"body": "<path fill='currentColor' d='M0 0h512v512H0z'/>"},
             "lighthouse": {"body": ""}, "slash": {"body": ""}, "hammer": {"body": ""}, "salamander": {"body": ""}, "abc": {"body": ""}}}
            """)));

        var taken = Pictograms.Read(_path, Tiny, new HashSet<string> { "hammer" }).ToList();

        Assert.Equal([("lighthouse", 7), ("tree frog", 3)], taken.Select(one => (one.Meaning.Concept, one.Meaning.Group)));
        Assert.Equal([0, 0, 0, 255], Picture.Decode(taken[1].Picture).Crop(60, 60, 1, 1).Pixels);
    }

    [Fact]
    public void TheyAreStarts_AndTrainedOnWhereAskedFor()
    {
        using var glyphs = new TinyGlyphs();
        var index = Path.Combine(glyphs.Folder, "index.jsonl");
        Assert.Contains("is without game-icons, which starts", Missing(glyphs.Folder), StringComparison.Ordinal);
        File.WriteAllLines(index, File.ReadAllLines(index).Select(line =>
            line.Contains("tangerine", StringComparison.Ordinal) ? line.Replace("paints", "game-icons", StringComparison.Ordinal) : line));

        using var training = GlyphSet.Open(glyphs.Folder);
        using var starts = GlyphSet.OpenStarts(glyphs.Folder);

        Assert.Equal(["apple", "brown mushroom", "ocean", "left arrow"], training.Glyphs.Select(glyph => glyph.Concept));
        Assert.Equal(5, starts.Glyphs.Count);
        Assert.Equal(glyphs.Set.Pixels(glyphs.Set.Glyphs[4]), training.Pixels(training.Glyphs[3]));
        Assert.False(starts.Glyphs[3].CanBeHeldOut);
        Assert.Contains("twemoji, which 'sets: pictograms' asks for", Assert.ThrowsAny<Atelier.Core.AtelierException>(
            () => GlyphSet.Open(glyphs.Folder, GlyphSets.Pictograms)).Message, StringComparison.Ordinal);
    }

    private static string Missing(string folder) =>
        Assert.ThrowsAny<Atelier.Core.AtelierException>(() => GlyphSet.OpenStarts(folder)).Message;
}

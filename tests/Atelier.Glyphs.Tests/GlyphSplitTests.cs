using System.Text.Json;

namespace Atelier.Glyphs.Tests;

public sealed class GlyphSplitTests : IDisposable
{
    private static readonly Glyph[] Glyphs =
        [.. Enumerable.Range(0, 600).Select(i => new Glyph(i, $"set {i % 3}", "flat", $"thing {i / 3}", [], 4))];
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-glyphs-").FullName;

    [Fact]
    public void EveryDrawing_IsInOnePart()
    {
        using var set = Open(Glyphs);
        var split = new GlyphSplit(3);

        var (train, unseen, heldOut) = (split.Train(set), split.UnseenRenderings(set), split.HeldOut(set));

        Assert.Equal(set.Glyphs.OrderBy(glyph => glyph.Row), train.Concat(unseen).Concat(heldOut).OrderBy(glyph => glyph.Row));
        Assert.InRange(heldOut.Length, 24, 84);
        Assert.InRange(unseen.Length, 14, 46);
        Assert.Empty(train.Select(glyph => glyph.Concept).Intersect(heldOut.Select(glyph => glyph.Concept)));
        Assert.All(unseen, glyph => Assert.Contains(train, other => other.Concept == glyph.Concept));
        Assert.NotEqual(Names(heldOut), Names(new GlyphSplit(4).HeldOut(set)));
    }

    [Fact]
    public void Split_DoesNotDependOnTheOrder()
    {
        using var set = Open(Glyphs);
        using var reversed = Open([.. Glyphs.Reverse().Index().Select(entry => entry.Item with { Row = entry.Index })]);
        var split = new GlyphSplit();

        Assert.Equal(Names(split.Train(set)), Names(split.Train(reversed)));
        Assert.Equal(Names(split.UnseenRenderings(set)), Names(split.UnseenRenderings(reversed)));
    }

    [Fact]
    public void WhatIsTestedOn_DoesNotDependOnFurtherSets()
    {
        Glyph[] more = [.. Glyphs, .. Enumerable.Range(0, 200).SelectMany(
            i => new[] { "twemoji", "emojione", "fxemoji", "openclipart" }.Select(set => new Glyph(0, set, "flat", $"thing {i}", [], 4)))];
        using var core = Open(Glyphs);
        using var all = Open([.. more.Index().Select(entry => entry.Item with { Row = entry.Index })], GlyphSets.All);
        var split = new GlyphSplit();
        var (train, heldOut) = (split.Train(all), split.HeldOut(core));

        Assert.Equal(Names(split.UnseenRenderings(core)), Names(split.UnseenRenderings(all)));
        Assert.Equal(Names(heldOut), Names(split.HeldOut(all)));
        Assert.Superset(Names(split.Train(core)), Names(train));
        Assert.Equal(200 - heldOut.DistinctBy(glyph => glyph.Concept).Count(), train.Count(glyph => glyph.Set == "twemoji"));
        Assert.DoesNotContain(train, glyph => split.IsHeldOutConcept(glyph.Concept));
    }

    [Fact]
    public void AllConcepts_AreTrainedOnWhereAskedFor_ButForUnseenRenderings()
    {
        using var set = Open(Glyphs);
        var split = new GlyphSplit(1);

        var all = split.Train(set, allConcepts: true);

        Assert.Equal(split.Train(set).Length + split.HeldOut(set).Length, all.Length);
        Assert.NotEmpty(split.HeldOut(set));
        Assert.DoesNotContain(all, split.UnseenRenderings(set).Contains);
    }

    [Fact]
    public void FurtherSets_AreOpenedOnlyOnRequest()
    {
        string[] names = ["twemoji", "noto", "openclipart", "emojione", "fxemoji", "game-icons"];
        Glyph[] glyphs = [.. names.Index().Select(set => new Glyph(set.Index, set.Item, "flat", "thing", [], 4))];
        using var core = Open(glyphs);
        using var all = Open(glyphs, GlyphSets.All);

        Assert.Equal(["noto", "openclipart"], core.Glyphs.Select(glyph => glyph.Set));
        using var pictograms = Open(glyphs, GlyphSets.Pictograms);
        Assert.Equal(names[..^1], all.Glyphs.Select(glyph => glyph.Set));
        Assert.Equal(names, pictograms.Glyphs.Select(glyph => glyph.Set));
        Assert.Equal([false, true, false, false, false], all.Glyphs.Select(glyph => glyph.CanBeHeldOut));
    }

    [Fact]
    public void ADataSetBuiltWithoutThem_IsNotTakenForAll() =>
        Assert.Contains(
            "is without twemoji, which 'sets: all' asks for",
            Assert.ThrowsAny<Atelier.Core.AtelierException>(() => Open(Glyphs, GlyphSets.All)).Message,
            StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SortedSet<string> Names(IEnumerable<Glyph> glyphs) => [.. glyphs.Select(glyph => $"{glyph.Set} {glyph.Concept}")];

    // the pictures are a file of zeros that takes no room on disk
    private GlyphSet Open(Glyph[] glyphs, GlyphSets sets = GlyphSets.Core)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllLines(
            Path.Combine(folder, "index.jsonl"), glyphs.Select(glyph => JsonSerializer.Serialize(glyph, JsonSerializerOptions.Web)));
        using (var pictures = File.Create(Path.Combine(folder, "pictures.rgba")))
        {
            pictures.SetLength((long)glyphs.Length * GlyphSet.DefaultSide * GlyphSet.DefaultSide * 4);
        }

        return GlyphSet.Open(folder, sets);
    }
}

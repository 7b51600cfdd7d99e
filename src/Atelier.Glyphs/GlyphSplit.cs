using System.Security.Cryptography;
using System.Text;

namespace Atelier.Glyphs;

/// <summary>Which drawings are trained on: some concepts are held out whole, and of some known concepts one rendering. By hash, so
/// that it is the same everywhere; another seed is another split. Of sets that are
/// not tested on (<see cref="Glyph.MayBeTested"/>) it takes no account.</summary>
public sealed class GlyphSplit(int seed = 0)
{
    /// <summary>True for concepts (8 %) of which no rendering is trained on.</summary>
    public bool IsHeldOutConcept(string concept) => Hash($"{seed}/concept/{concept}") % 100 < 8;

    /// <summary>The drawings trained on.</summary>
    public Glyph[] Train(GlyphSet set)
    {
        var unseen = UnseenRenderings(set).ToHashSet();
        return [.. set.Glyphs.Where(glyph => !IsHeldOutConcept(glyph.Concept) && !unseen.Contains(glyph))];
    }

    /// <summary>Of 15 % of the known concepts with at least three renderings, one that is not trained on.</summary>
    public Glyph[] UnseenRenderings(GlyphSet set) =>
    [
        .. set.Glyphs.Where(glyph => glyph.MayBeTested).GroupBy(glyph => glyph.Concept)
            .Where(group => !IsHeldOutConcept(group.Key) && group.Count() >= 3 && Hash($"{seed}/rendering/{group.Key}") % 100 < 15)
            .Select(group => group.MinBy(glyph => Hash($"{seed}/which/{glyph.Set}/{glyph.Concept}"))!), // whatever their order
    ];

    /// <summary>All drawings of the held-out concepts that may be tested on.</summary>
    public Glyph[] HeldOut(GlyphSet set) => [.. set.Glyphs.Where(glyph => glyph.MayBeTested && IsHeldOutConcept(glyph.Concept))];

    private static uint Hash(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0);
}

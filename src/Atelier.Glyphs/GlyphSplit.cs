using System.Security.Cryptography;
using System.Text;

namespace Atelier.Glyphs;

/// <summary>Splits the data set for training and testing. Some concepts are held out with all their renderings, and one rendering of some
/// other concepts. Hashes decide, so the split is the same everywhere. Drawings that cannot be held out
/// (<see cref="Glyph.CanBeHeldOut"/>) do not affect it.</summary>
public sealed class GlyphSplit(int seed = 0)
{
    /// <summary>Whether no rendering of a concept is trained on, which holds for 8 %.</summary>
    public bool IsHeldOutConcept(string concept) => Hash($"{seed}/concept/{concept}") % 100 < 8;

    /// <summary>Whether a synonym is in no caption, which holds for 20 % of those that are neither names nor tags.</summary>
    public bool IsHeldOutWord(string word) => Hash($"{seed}/word/{word}") % 100 < 20;

    /// <summary>The training set.</summary>
    /// <param name="set">All drawings.</param>
    /// <param name="allConcepts">Whether the concepts that are held out belong to it, too.</param>
    public Glyph[] Train(GlyphSet set, bool allConcepts = false)
    {
        var unseen = UnseenRenderings(set).ToHashSet();
        return [.. set.Glyphs.Where(glyph => (allConcepts || !IsHeldOutConcept(glyph.Concept)) && !unseen.Contains(glyph))];
    }

    /// <summary>A held-out rendering of 15 % of the concepts that are trained on and have at least three renderings.</summary>
    public Glyph[] UnseenRenderings(GlyphSet set) =>
    [
        .. set.Glyphs.Where(glyph => glyph.CanBeHeldOut).GroupBy(glyph => glyph.Concept)
            .Where(group => !IsHeldOutConcept(group.Key) && group.Count() >= 3 && Hash($"{seed}/rendering/{group.Key}") % 100 < 15)
            .Select(group => group.MinBy(glyph => Hash($"{seed}/which/{glyph.Set}/{glyph.Concept}"))!), // independent of their order
    ];

    /// <summary>All drawings of held-out concepts.</summary>
    public Glyph[] HeldOut(GlyphSet set) => [.. set.Glyphs.Where(glyph => glyph.CanBeHeldOut && IsHeldOutConcept(glyph.Concept))];

    private static uint Hash(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0);
}

using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Models;
using Atelier.Training.Data.Sources;

namespace Atelier.Training.Evaluation;

/// <summary>Drawings that a model was not trained on.</summary>
public static class UnseenGlyphs
{
    /// <summary>Unseen renderings of known concepts: those in <c>unseen.tsv</c> beside the model (set, tab, concept), or those of a split
    /// if one is given or there is no list.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The data set.</param>
    /// <param name="split">Seed of the split; null for the list.</param>
    /// <exception cref="OptionException">None of the drawings listed is in the data set.</exception>
    public static IReadOnlyList<Glyph> Renderings(ModelFiles model, GlyphSet set, int? split)
    {
        var list = Path.Combine(model.Folder, "unseen.tsv");
        if (split is not null || !File.Exists(list))
        {
            return new GlyphSplit(split ?? 0).UnseenRenderings(set);
        }

        var listed = File.ReadLines(list).ToHashSet();
        Glyph[] unseen = [.. set.Glyphs.Where(glyph => listed.Contains($"{glyph.Set}\t{glyph.Concept}"))];
        return unseen.Length > 0
            ? unseen
            : throw new OptionException(
                $"None of the drawings in {list} is in the data set; {nameof(GlyphOptions.Split)} is needed.", nameof(GlyphOptions.Split));
    }

    /// <summary>Evenly chosen drawings of held-out concepts.</summary>
    public static IReadOnlyList<Glyph> Concepts(GlyphSet set, int? split, int count)
    {
        var all = new GlyphSplit(split ?? 0).HeldOut(set);
        return [
            .. Enumerable.Range(0, Math.Min(count, all.Length)).Select(i => all[(int)((long)i * all.Length / Math.Min(count, all.Length))]),
        ];
    }
}

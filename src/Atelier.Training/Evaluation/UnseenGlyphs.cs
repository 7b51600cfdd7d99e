using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Models;

namespace Atelier.Training.Evaluation;

/// <summary>The drawings a model was not trained on.</summary>
public static class UnseenGlyphs
{
    /// <summary>Unseen renderings of known concepts: those listed in <c>unseen.tsv</c> beside the model (set, tab, concept), unless a
    /// split is named or there is no list.</summary>
    /// <exception cref="UserException">None of the drawings listed is in the data set.</exception>
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
            : throw new UserException($"None of the drawings that {list} names is in the data set: name the split with --split.");
    }

    /// <summary>Drawings of concepts that were held out whole, evenly chosen.</summary>
    public static IReadOnlyList<Glyph> Concepts(GlyphSet set, int? split, int count)
    {
        var all = new GlyphSplit(split ?? 0).HeldOut(set);
        return [
            .. Enumerable.Range(0, Math.Min(count, all.Length)).Select(i => all[(int)((long)i * all.Length / Math.Min(count, all.Length))]),
        ];
    }
}

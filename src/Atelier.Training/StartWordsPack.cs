using Atelier.Art.Imagine.Starts.Words;
using Atelier.Glyphs;
using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;

namespace Atelier.Training;

/// <summary>Writes the words of the drawings that <see cref="ModelPack.WriteStarts"/> stores, and the vocabulary around them.</summary>
public static class StartWordsPack
{
    /// <summary>Writes <c>starts.words.json.gz</c>, <c>starts.vocabulary.txt.gz</c> and <c>starts.languages.txt.gz</c>.</summary>
    /// <param name="target">The generator's folder.</param>
    /// <param name="glyphs">The drawings in the order of the bank.</param>
    /// <param name="vocabulary">Words around theirs.</param>
    /// <param name="vectors">Tell which senses of words are meant.</param>
    /// <param name="split">The split that the models were trained with.</param>
    public static void Write(
        string target, IReadOnlyList<Glyph> glyphs, GlyphVocabulary vocabulary, WordVectors vectors, GlyphSplit split)
    {
        var words = Describe(glyphs, vocabulary) with
        {
            Untrained = [.. glyphs.Where(glyph => glyph.IsPictogram || split.IsHeldOutConcept(glyph.Concept))
                .Select(glyph => glyph.Concept).Distinct()],
        };
        words.Write(StartWords.PathIn(target));
        Vocabulary.Write(
            Vocabulary.PathIn(target),
            vocabulary.English(new WordIndex(words).Keys, glyphs, vectors)
                .Select(word => (word.Word, new VocabularyWord(word.Parts, word.Near))));
        Translations.Write(
            Translations.PathIn(target), GlyphVocabulary.Languages.ToDictionary(language => language, vocabulary.Translations));
    }

    // drawings of an emoji share their tags; those of clip art have their own
    private static StartWords Describe(IReadOnlyList<Glyph> glyphs, GlyphVocabulary vocabulary)
    {
        string[] concepts = [.. glyphs.Select(glyph => glyph.Concept).Distinct()];
        var indices = concepts.Index().ToDictionary(concept => concept.Item, concept => concept.Index);
        var shared = glyphs.Where(glyph => glyph.CanBeHeldOut).DistinctBy(glyph => glyph.Concept)
            .ToDictionary(glyph => glyph.Concept, vocabulary.TagsOf);
        return new(
            concepts,
            [.. concepts.Select(concept => vocabulary.HeadOf(concept, WordIndex.Head(concept)))],
            [.. concepts.Select(concept => shared.TryGetValue(concept, out var tags) ? tags.Tags : [])],
            [.. concepts.Select(concept => shared.TryGetValue(concept, out var tags) ? tags.Loose : [])],
            [.. glyphs.Select(glyph => indices[glyph.Concept])],
            glyphs.Index().Where(glyph => !glyph.Item.CanBeHeldOut)
                .ToDictionary(glyph => glyph.Index, glyph => vocabulary.TagsOf(glyph.Item).Tags),
            vocabulary.Emoji());
    }
}

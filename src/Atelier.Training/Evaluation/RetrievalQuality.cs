using System.Text.Json.Serialization;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Imaging;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Training.Data;

namespace Atelier.Training.Evaluation;

/// <summary>Zero-shot accuracy of a CLIP on drawings, each value 0 to 1.</summary>
/// <param name="Captions">The right caption among 100.</param>
/// <param name="Colours">The right colour among twelve in otherwise equal captions of recoloured icons, but for those whose name has a
/// colour: there is no red icon of a blue heart.</param>
/// <param name="Styles">A right style among the distinctive ones (<see cref="GlyphStyle.IsDistinctive"/>) in otherwise equal captions.
/// "glossy" and "3d render" count as the same, since drawings in these two techniques look alike.</param>
/// <param name="StylesApart">The same with "glossy" and "3d render" told apart.</param>
/// <param name="Backgrounds">The right background colour among twelve.</param>
/// <param name="Tags">A fitting tag among 100, of which the others are none of the drawing's words; null if no words were given.</param>
/// <param name="WordNetSynonyms">The right caption among 100 when it is a synonym of the concept that names no drawing, though captions of
/// training may have held it (<c>data.words: terms</c>); null likewise.</param>
/// <param name="Synonyms">The right caption among 100 when it is a held-out synonym of the concept (<see cref="GlyphTerms.HeldOut"/>)
/// instead of its name, over up to three drawings of each concept that has one, seen ones included; null likewise.</param>
/// <param name="SynonymsAsRead">The same where captions are read as <c>imagine</c> reads prompts: a word that no drawing has is replaced by
/// one that stands near it in the vocabulary; null without one.</param>
public sealed record RetrievalQuality(
    double Captions, double Colours, double Styles, double StylesApart, double Backgrounds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Tags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? WordNetSynonyms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Synonyms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SynonymsAsRead)
{
    private const int Renderings = 3; // of each synonym's concept
    private const int Choices = 100;

    /// <summary>Measures on drawings.</summary>
    /// <param name="model">The CLIP.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="set">The data set.</param>
    /// <param name="unseen">Drawings that it was not trained on.</param>
    /// <param name="pairs">Pictures per question.</param>
    /// <param name="terms">All words for the drawings, for the figures of tags and synonyms; null to leave these out.</param>
    /// <param name="read">What a prompt becomes before CLIP reads it; null to leave out the figure.</param>
    /// <param name="progress">Told the fraction done.</param>
    public static RetrievalQuality Measure(
        ClipModel model,
        Tokenizer tokenizer,
        GlyphSet set,
        IReadOnlyList<Glyph> unseen,
        int pairs = 200,
        GlyphTerms? terms = null,
        Func<string, string>? read = null,
        IProgress<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var random = new SplitMix64(99, 0);
        var asked = 0;
        var encoded = new Dictionary<string, Tensor>(); // [1, e]
        var glyphs = Enumerable.Range(0, pairs).Select(i => unseen[i % unseen.Count]).ToArray();
        var concepts = set.Glyphs.Select(glyph => glyph.Concept).Distinct().ToArray();
        var styles = set.Glyphs.Select(glyph => glyph.Style).Where(GlyphStyle.IsDistinctive).Distinct().ToArray();
        var colours = Palette.Colours.Select(colour => colour.Name).ToArray();

        var captions = Accuracy(
            glyphs, (glyph, _) => IsRight(Plain(glyph, "white", null), glyph.Concept, Others(glyph.Concept), GlyphWords.WithArticle));
        var mono = glyphs.Where(IsRecoloured).DefaultIfEmpty(set.Glyphs.First(IsRecoloured)).ToArray();
        var coloured = Accuracy([.. Enumerable.Range(0, pairs).Select(i => mono[i % mono.Length])], (glyph, i) =>
            IsRight(
                Plain(glyph, i % 12 == 10 ? "gray" : "white", colours[i % 12]),
                colours[i % 12],
                colours,
                colour => $"{GlyphWords.WithArticle(colour)} icon of {GlyphWords.WithArticle(glyph.Concept)}"));
        var distinctive = unseen.Where(glyph => GlyphStyle.IsDistinctive(glyph.Style)).DefaultIfEmpty(unseen[0]).ToArray();
        var styled = Enumerable.Range(0, pairs).Select(i => distinctive[i % distinctive.Length])
            .Select(
                glyph => (
                    glyph.Style,
                    Predicted: Best(Plain(glyph, "white", null), styles, style => $"{GlyphWords.WithArticle(glyph.Concept)}, {style}")))
            .ToArray();
        var grounds = Accuracy(glyphs, (glyph, i) => IsRight(
            Plain(glyph, colours[i % 12], null),
            colours[i % 12],
            colours,
            colour => $"{GlyphWords.WithArticle(glyph.Concept)} on a {colour} background"));
        return new(
            captions, coloured, styled.Average(answer => GlyphStyle.Words(answer.Style).Contains(answer.Predicted) ? 1.0 : 0),
            styled.Average(answer => answer.Style == answer.Predicted ? 1.0 : 0), grounds,
            terms is null ? null : Tagged(terms),
            terms is null ? null : BySynonyms(terms),
            terms is null ? null : ByHeldOutSynonyms(terms, GlyphWords.WithArticle),
            terms is null || read is null ? null : ByHeldOutSynonyms(terms, words => read(GlyphWords.WithArticle(words))));

        static bool IsRecoloured(Glyph glyph) => glyph.IsMono && !GlyphWords.NamesColour(glyph.Concept);

        string[] Others(string concept) => Among(concept, concepts, _ => true);

        // the right one first
        string[] Among(string right, string[] all, Func<string, bool> isWrong) =>
        [
            right, .. Enumerable.Range(0, 10_000).Select(_ => all[random.Below(all.Length)])
                .Where(other => other != right && isWrong(other)).Distinct().Take(Choices - 1),
        ];

        double Tagged(GlyphTerms words)
        {
            string[] tags = [.. set.Glyphs.SelectMany(FittingTags).Distinct()];
            return Accuracy([.. glyphs.Where(glyph => FittingTags(glyph).Any())], (glyph, _) =>
            {
                string[] fitting = [.. FittingTags(glyph)];
                var right = fitting[random.Below(fitting.Length)];
                return IsRight(Plain(glyph, "white", null), right, Among(right, tags, tag => !words.IsTrue(glyph, tag)), tag => tag);
            });

            IEnumerable<string> FittingTags(Glyph glyph) =>
                words.Of(glyph).Where(term => term.Role == TermRole.Tag).Select(term => term.Word);
        }

        double BySynonyms(GlyphTerms words)
        {
            var names = concepts.ToHashSet();
            return unseen.SelectMany(glyph => words.Of(glyph).Select(term => (Glyph: glyph, term.Word, term.Role)))
                .Where(pair => pair.Role == TermRole.Synonym && !names.Contains(pair.Word))
                .Select(pair => IsSynonymRight(words, pair.Glyph, pair.Word, GlyphWords.WithArticle)).DefaultIfEmpty().Average();
        }

        double IsSynonymRight(GlyphTerms words, Glyph glyph, string synonym, Func<string, string> caption) => IsRight(
            Plain(glyph, "white", null), synonym, Among(synonym, concepts, concept => !words.IsTrue(glyph, concept)), caption) ? 1.0 : 0;

        double ByHeldOutSynonyms(GlyphTerms words, Func<string, string> caption)
        {
            var renderings = unseen.Concat(set.Glyphs).Where(glyph => glyph.CanBeHeldOut).Distinct().ToLookup(glyph => glyph.Concept);
            return words.HeldOut
                .SelectMany(pair => renderings[pair.Concept].Take(Renderings).Select(glyph => (Glyph: glyph, pair.Synonym)))
                .Select(pair => IsSynonymRight(words, pair.Glyph, pair.Synonym, caption)).DefaultIfEmpty().Average();
        }

        bool IsRight(byte[] pixels, string right, string[] choices, Func<string, string> caption) =>
            Best(pixels, choices, caption) == right;

        string Best(byte[] pixels, string[] choices, Func<string, string> caption)
        {
            progress?.Report(Math.Min(1, ++asked / (terms is null ? 4.0 * pairs : (5.0 * pairs) + (Renderings * terms.HeldOut.Count))));
            var size = model.Options.Resolution;
            string[] texts = [.. choices.Select(caption)];
            Encode([.. texts.Where(text => !encoded.ContainsKey(text)).Distinct()]);
            using var inner = NewDisposeScope();
            var picture = new PictureBatch(pixels, size, 3, [-1], [""]) { Device = model.Device }.ToTensor();
            return choices[(int)model.Logits(model.encode_image(picture), cat([.. texts.Select(text => encoded[text])], 0)).argmax(1)
                .ToDouble()];
        }

        void Encode(string[] texts)
        {
            if (texts.Length == 0)
            {
                return;
            }

            using var inner = NewDisposeScope();
            var rows = LongTextEncoder.Encode(model, tokenizer, texts).split(1, 0);
            foreach (var (text, features) in texts.Zip(inner.MoveAllToOuter([.. rows])))
            {
                encoded[text] = features;
            }
        }

        byte[] Plain(Glyph glyph, string background, string? colour)
        {
            var size = model.Options.Resolution;
            var picture = new byte[size * size * 3];
            var (_, r, g, b) = Palette.Colours.First(entry => entry.Name == background);
            GlyphPainter.Fill(picture, r, g, b);
            (byte, byte, byte)? tint = colour is null
                ? null
                : Palette.Colours.Where(entry => entry.Name == colour).Select(entry => (entry.R, entry.G, entry.B)).First();
            GlyphPainter.Draw(picture, size, set.Pixels(glyph), new(size / 2f, size / 2f, size * 0.9f, 0, false, tint, glyph.IsMono));
            return picture;
        }
    }

    private static double Accuracy(Glyph[] glyphs, Func<Glyph, int, bool> right) =>
        glyphs.Select((glyph, i) => right(glyph, i) ? 1.0 : 0).DefaultIfEmpty().Average();
}

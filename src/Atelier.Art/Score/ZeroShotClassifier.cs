using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Score;

/// <summary>The score of one text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Similarity">Cosine similarity of picture and text, -1 to 1.</param>
/// <param name="Probability">Softmax probability among all texts, 0 to 1.</param>
public sealed record TextScore(string Text, double Similarity, double Probability);

/// <summary>Zero-shot classification with a CLIP.</summary>
public static class ZeroShotClassifier
{
    /// <summary>Scores texts against a picture file.</summary>
    /// <param name="picture">The picture's path.</param>
    /// <param name="texts">The candidate texts.</param>
    /// <param name="clip">The CLIP, by name or path.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="note">Receives a sentence for each text that is longer than the CLIP's context.</param>
    /// <param name="precision">Precision of the network.</param>
    /// <exception cref="ImageFormatException">The picture cannot be read.</exception>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    public static IReadOnlyList<TextScore> Score(
        string picture, IReadOnlyList<string> texts, string clip, Device? device = null, Action<string>? note = null,
        Precision precision = Precision.Fp32)
    {
        var files = ModelHub.Find(clip);
        var loaded = Picture.Load(picture);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ClipFile.Load(files, device);
        if (precision.IsBFloat16(model.Device))
        {
            model.ToBFloat16();
        }

        var image = model.encode_image(Preprocessing.Apply(loaded, model.Options.Resolution).to(model.Device));
        var tokenizer = TokenizerFile.Load(files, model.Options);
        LongTextEncoder.Warnings(tokenizer, texts, clip).ToList().ForEach(sentence => note?.Invoke(sentence));
        var words = LongTextEncoder.Encode(model, tokenizer, texts);
        var cosines = F.normalize(image).matmul(F.normalize(words).transpose(0, 1)).ToArray<float>();
        var probabilities = model.Logits(image, words).softmax(1).ToArray<float>();
        return [.. texts.Select((text, i) => new TextScore(text, cosines[i], probabilities[i]))];
    }
}

using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Score;

/// <summary>How well one text fits.</summary>
/// <param name="Text">The words.</param>
/// <param name="Similarity">Cosine of picture and words, -1 to 1.</param>
/// <param name="Probability">Share among the texts given, 0 to 1.</param>
public sealed record TextScore(string Text, double Similarity, double Probability);

/// <summary>Zero-shot classification by a CLIP.</summary>
public static class PictureScore
{
    /// <summary>Scores texts against a picture file.</summary>
    /// <param name="picture">The picture's path.</param>
    /// <param name="texts">What it may show.</param>
    /// <param name="clip">The CLIP, by name or path.</param>
    /// <param name="device">Where it computes; the CPU unless said.</param>
    /// <param name="remark">Is told of texts that are longer than one reading.</param>
    /// <exception cref="UserException">Picture or model cannot be read.</exception>
    public static IReadOnlyList<TextScore> Of(
        string picture, IReadOnlyList<string> texts, string clip, Device? device = null, Action<string>? remark = null)
    {
        var files = ModelHub.Find(clip);
        var loaded = Picture.Load(picture);
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var model = ClipFile.Load(files, device);
        var image = model.encode_image(Preprocessing.Apply(loaded, model.Options.Resolution).to(model.Device));
        var tokenizer = TokenizerFile.Load(files, model.Options);
        LongTextEncoder.Warnings(tokenizer, texts, clip).ToList().ForEach(sentence => remark?.Invoke(sentence));
        var words = LongTextEncoder.Encode(model, tokenizer, texts);
        var cosines = (image / image.norm(1, keepdim: true)).matmul(
            (words / words.norm(1, keepdim: true)).transpose(0, 1)).ToArray<float>();
        var shares = model.Logits(image, words).softmax(1).ToArray<float>();
        return [.. texts.Select((text, i) => new TextScore(text, cosines[i], shares[i]))];
    }
}

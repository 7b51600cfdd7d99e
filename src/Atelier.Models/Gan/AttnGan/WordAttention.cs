using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>Each pixel attends to the words (<c>GlobalAttentionGeneral</c>). b batch, c channels, d text width, t words, p
/// pixels.</summary>
internal sealed class WordAttention(Weights w, int channels, int textWidth)
    : Module<Tensor, Tensor, Tensor, (Tensor Context, Tensor Attention)>(nameof(WordAttention))
{
    private readonly Conv2d conv_context = new(w["conv_context"], textWidth, channels, kernel: 1, bias: false);

    /// <param name="x">[b, c, h, w].</param>
    /// <param name="words">[b, d, t].</param>
    /// <param name="mask">True where a caption has ended, bool [b, t].</param>
    /// <returns>What each pixel saw, [b, c, h, w], and how much of each word, [b, t, h, w].</returns>
    public override (Tensor Context, Tensor Attention) forward(Tensor x, Tensor words, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (x.size(0), x.size(2), x.size(3));
        var source = conv_context.call(words.unsqueeze(3)).squeeze(3);                          // [b, c, t]
        var scores = x.flatten(2).transpose(1, 2).matmul(source).reshape(-1, words.size(2));    // [b p, t], unscaled
        // The official code repeats the mask picture by picture, though its rows run pixel by pixel: with captions of different lengths
        // a pixel may have another one's mask. The networks were trained so.
        scores = scores.masked_fill(mask.repeat(height * width, 1), double.NegativeInfinity);
        var attention = scores.softmax(-1).reshape(batch, height * width, -1).transpose(1, 2);  // [b, t, p]
        return scope.MoveToOuter(
            source.matmul(attention).reshape(batch, -1, height, width), attention.reshape(batch, -1, height, width));
    }
}

using Atelier.Core;
using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>The text encoder of AttnGAN (<c>RNN_ENCODER</c>): one bidirectional LSTM over words. b batch, t words of the longest caption,
/// d embedding width.</summary>
public sealed class AttnGanTextEncoder : Module<Tensor, Tensor, (Tensor Words, Tensor Sentence)>
{
    private readonly Embedding encoder;
    private readonly BidirectionalLstm rnn;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="words">Words of the vocabulary; 0 ends a caption and pads it.</param>
    /// <param name="wordWidth">Width of a word's vector.</param>
    /// <param name="width">d; half of it for each direction.</param>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public AttnGanTextEncoder(Weights w, int words, int wordWidth, int width)
        : base(nameof(AttnGanTextEncoder))
    {
        (Words, Width) = (words, width);
        encoder = new(w["encoder"], words, wordWidth, Initialize.Uniform(0.1));
        rnn = new(w["rnn"], wordWidth, width / 2);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>Words of the vocabulary.</summary>
    public int Words { get; }

    /// <summary>The embedding width d.</summary>
    public int Width { get; }

    /// <summary>Encodes captions, in evaluation mode: training's dropout is left out.</summary>
    /// <param name="captions">i64 [b, at least t].</param>
    /// <param name="lengths">Words of each caption, i64 [b], each above 0.</param>
    /// <returns>Each word's vector, [b, d, t], zero after a caption's end, and the caption's, [b, d].</returns>
    public override (Tensor Words, Tensor Sentence) forward(Tensor captions, Tensor lengths)
    {
        using var scope = NewDisposeScope();
        var longest = lengths.max().ToInt64();
        var (words, sentence) = rnn.call(encoder.call(captions.narrow(1, 0, longest)), lengths);
        return scope.MoveToOuter(words.transpose(1, 2), sentence);
    }
}

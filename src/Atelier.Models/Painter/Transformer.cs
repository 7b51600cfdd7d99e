using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Painter;

/// <summary>PyTorch's <c>nn.Transformer</c> without dropout: post-norm, ReLU, a last norm on encoder and decoder; batch first.</summary>
internal sealed class Transformer
{
    private readonly EncoderLayer[] _encoder;
    private readonly LayerNorm _encoderNorm;
    private readonly DecoderLayer[] _decoder;
    private readonly LayerNorm _decoderNorm;

    public Transformer(Weights w, PainterOptions options)
    {
        _encoder = [.. Enumerable.Range(0, options.EncoderLayers).Select(i => new EncoderLayer(w["encoder"]["layers"][i], options))];
        _encoderNorm = new(w["encoder"]["norm"], options.Width);
        _decoder = [.. Enumerable.Range(0, options.DecoderLayers).Select(i => new DecoderLayer(w["decoder"]["layers"][i], options))];
        _decoderNorm = new(w["decoder"]["norm"], options.Width);
    }

    public Tensor Forward(Tensor source, Tensor queries) // [b, s, d], [b, t, d] to [b, t, d]
    {
        using var scope = NewDisposeScope();
        foreach (var layer in _encoder)
        {
            source = layer.Forward(source);
        }

        var memory = _encoderNorm.Forward(source);
        foreach (var layer in _decoder)
        {
            queries = layer.Forward(queries, memory);
        }

        return scope.MoveToOuter(_decoderNorm.Forward(queries));
    }
}

/// <summary>Self-attention and feed-forward, each added and then normalised.</summary>
internal sealed class EncoderLayer(Weights w, PainterOptions options)
{
    private readonly MultiHeadAttention _selfAttn = new(w["self_attn"], options.Width, options.Heads);
    private readonly FeedForward _feedForward = new(w, options);
    private readonly LayerNorm _norm1 = new(w["norm1"], options.Width);
    private readonly LayerNorm _norm2 = new(w["norm2"], options.Width);

    public Tensor Forward(Tensor x) // [b, s, d]
    {
        using var scope = NewDisposeScope();
        x = _norm1.Forward(x + _selfAttn.Forward(x, x));
        return scope.MoveToOuter(_norm2.Forward(x + _feedForward.Forward(x)));
    }
}

/// <summary>Self-attention among the queries, attention to the encoded patch, feed-forward.</summary>
internal sealed class DecoderLayer(Weights w, PainterOptions options)
{
    private readonly MultiHeadAttention _selfAttn = new(w["self_attn"], options.Width, options.Heads);
    private readonly MultiHeadAttention _multiheadAttn = new(w["multihead_attn"], options.Width, options.Heads);
    private readonly FeedForward _feedForward = new(w, options);
    private readonly LayerNorm _norm1 = new(w["norm1"], options.Width);
    private readonly LayerNorm _norm2 = new(w["norm2"], options.Width);
    private readonly LayerNorm _norm3 = new(w["norm3"], options.Width);

    public Tensor Forward(Tensor x, Tensor memory) // [b, t, d], [b, s, d]
    {
        using var scope = NewDisposeScope();
        x = _norm1.Forward(x + _selfAttn.Forward(x, x));
        x = _norm2.Forward(x + _multiheadAttn.Forward(x, memory));
        return scope.MoveToOuter(_norm3.Forward(x + _feedForward.Forward(x)));
    }
}

/// <summary>Two linear layers with a ReLU between.</summary>
internal sealed class FeedForward(Weights w, PainterOptions options)
{
    private readonly Linear _linear1 = new(w["linear1"], options.Width, options.FeedForward, draw: Glorot.Uniform);
    private readonly Linear _linear2 = new(w["linear2"], options.FeedForward, options.Width, draw: Glorot.Uniform);

    public Tensor Forward(Tensor x) => _linear2.Forward(F.relu(_linear1.Forward(x)));
}

/// <summary>How PyTorch draws a transformer's matrices (Glorot and Bengio, 2010).</summary>
internal static class Glorot
{
    public static Tensor Uniform(long[] shape, Generator random) => Initialize.Uniform(Math.Sqrt(6.0 / (shape[0] + shape[1])))(shape, random);
}

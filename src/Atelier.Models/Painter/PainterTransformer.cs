using Atelier.Torch.Layers;

namespace Atelier.Models.Painter;

/// <summary>PyTorch's <c>nn.Transformer</c> without dropout: post-norm, ReLU, a last norm on encoder and decoder; batch first.</summary>
internal sealed class PainterTransformer(Weights w, PainterOptions options) : Module<Tensor, Tensor, Tensor>(nameof(PainterTransformer))
{
    private readonly TransformerEncoder encoder = new(w["encoder"], options);
    private readonly TransformerDecoder decoder = new(w["decoder"], options);

    public override Tensor forward(Tensor source, Tensor queries) // [b, s, d], [b, t, d] to [b, t, d]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decoder.call(queries, encoder.call(source)));
    }
}

/// <summary>Encoder layers, and a norm.</summary>
internal sealed class TransformerEncoder(Weights w, PainterOptions options) : Module<Tensor, Tensor>(nameof(TransformerEncoder))
{
    private readonly ModuleList<TransformerEncoderLayer> layers =
        new(options.EncoderLayers, i => new TransformerEncoderLayer(w["layers"][i], options));

    private readonly LayerNorm norm = new(w["norm"], options.Width);

    public override Tensor forward(Tensor x) // [b, s, d]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(norm.call(layers.Through(x)));
    }
}

/// <summary>Decoder layers, and a norm.</summary>
internal sealed class TransformerDecoder(Weights w, PainterOptions options) : Module<Tensor, Tensor, Tensor>(nameof(TransformerDecoder))
{
    private readonly ModuleList<TransformerDecoderLayer> layers =
        new(options.DecoderLayers, i => new TransformerDecoderLayer(w["layers"][i], options));

    private readonly LayerNorm norm = new(w["norm"], options.Width);

    public override Tensor forward(Tensor x, Tensor memory) // [b, t, d], [b, s, d]
    {
        using var scope = NewDisposeScope();
        foreach (var layer in layers)
        {
            x = layer.call(x, memory);
        }

        return scope.MoveToOuter(norm.call(x));
    }
}

/// <summary>Self-attention and feed-forward, each added and then normalised.</summary>
internal sealed class TransformerEncoderLayer(Weights w, PainterOptions options) : Module<Tensor, Tensor>(nameof(TransformerEncoderLayer))
{
    private readonly MultiheadAttention self_attn = new(w["self_attn"], options.Width, options.Heads, Glorot.Uniform, Glorot.Uniform);
    private readonly Linear linear1 = new(w["linear1"], options.Width, options.FeedForward, init: Glorot.Uniform);
    private readonly Linear linear2 = new(w["linear2"], options.FeedForward, options.Width, init: Glorot.Uniform);
    private readonly LayerNorm norm1 = new(w["norm1"], options.Width);
    private readonly LayerNorm norm2 = new(w["norm2"], options.Width);

    public override Tensor forward(Tensor x) // [b, s, d]
    {
        using var scope = NewDisposeScope();
        x = norm1.call(x + self_attn.call(x, x, null));
        return scope.MoveToOuter(norm2.call(x + linear2.call(F.relu(linear1.call(x)))));
    }
}

/// <summary>Self-attention among the queries, attention to the encoded patch, feed-forward.</summary>
internal sealed class TransformerDecoderLayer(Weights w, PainterOptions options)
    : Module<Tensor, Tensor, Tensor>(nameof(TransformerDecoderLayer))
{
    private readonly MultiheadAttention self_attn = new(w["self_attn"], options.Width, options.Heads, Glorot.Uniform, Glorot.Uniform);
    private readonly MultiheadAttention multihead_attn = new(
        w["multihead_attn"], options.Width, options.Heads, Glorot.Uniform, Glorot.Uniform);
    private readonly Linear linear1 = new(w["linear1"], options.Width, options.FeedForward, init: Glorot.Uniform);
    private readonly Linear linear2 = new(w["linear2"], options.FeedForward, options.Width, init: Glorot.Uniform);
    private readonly LayerNorm norm1 = new(w["norm1"], options.Width);
    private readonly LayerNorm norm2 = new(w["norm2"], options.Width);
    private readonly LayerNorm norm3 = new(w["norm3"], options.Width);

    public override Tensor forward(Tensor x, Tensor memory) // [b, t, d], [b, s, d]
    {
        using var scope = NewDisposeScope();
        x = norm1.call(x + self_attn.call(x, x, null));
        x = norm2.call(x + multihead_attn.call(x, memory, null));
        return scope.MoveToOuter(norm3.call(x + linear2.call(F.relu(linear1.call(x)))));
    }
}

/// <summary>How PyTorch draws a transformer's matrices (Glorot and Bengio, 2010).</summary>
internal static class Glorot
{
    public static Tensor Uniform(long[] shape, Generator random) =>
        Initialize.Uniform(Math.Sqrt(6.0 / (shape[0] + shape[1])))(shape, random);
}

using Atelier.Torch.Layers;

namespace Atelier.Models.Painter;

/// <summary>PyTorch's <c>nn.MultiheadAttention</c>, batch first.
/// b batch, t tokens that ask, s tokens that answer, h heads, k width of a head.</summary>
internal sealed class PainterAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly Parameter in_proj_weight; // [3 d, d]: queries, keys, values
    private readonly Parameter in_proj_bias;   // [3 d]
    private readonly Linear out_proj;
    private readonly int _heads;

    public PainterAttention(Weights w, int width, int heads)
        : base(nameof(PainterAttention))
    {
        in_proj_weight = w.Parameter("in_proj_weight", [3 * width, width], Glorot.Uniform);
        in_proj_bias = w.Parameter("in_proj_bias", [3 * width], Initialize.Zeros);
        out_proj = new(w["out_proj"], width, width, draw: Glorot.Uniform, drawBias: Initialize.Zeros);
        _heads = heads;
    }

    public override Tensor forward(Tensor x, Tensor memory) // [b, t, d], [b, s, d] to [b, t, d]
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (x.size(0), x.size(1), x.size(2));
        var (weight, bias) = (in_proj_weight.to(x.dtype), in_proj_bias.to(x.dtype));
        Tensor Split(Tensor projected, int parts) =>
            projected.reshape(batch, -1, parts, _heads, width / _heads).permute(2, 0, 3, 1, 4); // [parts, b, h, ·, k]
        Tensor q, k, v;
        if (ReferenceEquals(x, memory))
        {
            var qkv = Split(F.linear(x, weight, bias), 3);
            (q, k, v) = (qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2));
        }
        else
        {
            q = Split(F.linear(x, weight.narrow(0, 0, width), bias.narrow(0, 0, width)), 1).select(0, 0);
            var kv = Split(F.linear(memory, weight.narrow(0, width, 2 * width), bias.narrow(0, width, 2 * width)), 2);
            (k, v) = (kv.select(0, 0), kv.select(0, 1));
        }

        var scores = (q * Math.Pow(width / _heads, -0.5)).matmul(k.transpose(2, 3));  // [b, h, t, s]
        var mixed = scores.softmax(-1).matmul(v);                                   // [b, h, t, k]
        return scope.MoveToOuter(out_proj.call(mixed.transpose(1, 2).reshape(batch, tokens, width)));
    }
}

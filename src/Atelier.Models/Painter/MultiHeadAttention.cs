using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.Painter;

/// <summary>PyTorch's <c>nn.MultiheadAttention</c>, batch first. b batch, t tokens that ask, s tokens that answer, h heads, k width of a head.</summary>
internal sealed class MultiHeadAttention
{
    private readonly Parameter _inWeight; // [3 d, d]: queries, keys, values
    private readonly Parameter _inBias;   // [3 d]
    private readonly Linear _out;
    private readonly int _heads;

    public MultiHeadAttention(Weights w, int width, int heads)
    {
        _inWeight = w.Parameter("in_proj_weight", [3 * width, width], Glorot.Uniform);
        _inBias = w.Parameter("in_proj_bias", [3 * width], Initialize.Zeros);
        _out = new(w["out_proj"], width, width, draw: Glorot.Uniform, drawBias: Initialize.Zeros);
        _heads = heads;
    }

    public Tensor Forward(Tensor x, Tensor memory) // [b, t, d], [b, s, d] to [b, t, d]
    {
        using var scope = TensorScope.Enter();
        var (batch, tokens, width) = (x.Size(0), x.Size(1), x.Size(2));
        var (weight, bias) = (_inWeight.As(x.DType), _inBias.As(x.DType));
        Tensor Split(Tensor projected, int parts) => projected.Reshape(batch, -1, parts, _heads, width / _heads).Permute(2, 0, 3, 1, 4); // [parts, b, h, ·, k]
        Tensor q, k, v;
        if (ReferenceEquals(x, memory))
        {
            var qkv = Split(Functional.Linear(x, weight, bias), 3);
            (q, k, v) = (qkv.Select(0, 0), qkv.Select(0, 1), qkv.Select(0, 2));
        }
        else
        {
            q = Split(Functional.Linear(x, weight.Narrow(0, 0, width), bias.Narrow(0, 0, width)), 1).Select(0, 0);
            var kv = Split(Functional.Linear(memory, weight.Narrow(0, width, 2 * width), bias.Narrow(0, width, 2 * width)), 2);
            (k, v) = (kv.Select(0, 0), kv.Select(0, 1));
        }

        var scores = Functional.MatMul(q * Math.Pow(width / _heads, -0.5), k.Transpose(2, 3));  // [b, h, t, s]
        var mixed = Functional.MatMul(scores.Softmax(-1), v);                                   // [b, h, t, k]
        return scope.Keep(_out.Forward(mixed.Transpose(1, 2).Reshape(batch, tokens, width)));
    }
}

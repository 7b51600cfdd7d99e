using Atelier.Torch.Layers;

namespace Atelier.Models;

/// <summary>PyTorch's <c>nn.MultiheadAttention</c>, batch first: queries, keys and values from one packed projection.
/// b batch, t queries, s keys, d width, h heads.</summary>
internal sealed class MultiheadAttention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly Parameter in_proj_weight; // [3 d, d]: queries, keys, values
    private readonly Parameter in_proj_bias;   // [3 d]
    private readonly Linear out_proj;
    private readonly int _heads;

    /// <summary>Requests <c>in_proj_weight</c>, <c>in_proj_bias</c> and <c>out_proj</c>.</summary>
    /// <param name="w">The path of the module's keys.</param>
    /// <param name="width">d.</param>
    /// <param name="heads">h, which divides d.</param>
    /// <param name="inInit">Initialisation of the packed projection.</param>
    /// <param name="outInit">Initialisation of the last projection.</param>
    public MultiheadAttention(Weights w, int width, int heads, Initializer inInit, Initializer outInit)
        : base(nameof(MultiheadAttention))
    {
        in_proj_weight = w.Parameter("in_proj_weight", [3 * width, width], inInit);
        in_proj_bias = w.Parameter("in_proj_bias", [3 * width], Initialize.Zeros);
        out_proj = new(w["out_proj"], width, width, init: outInit, biasInit: Initialize.Zeros);
        _heads = heads;
    }

    /// <param name="x">Queries, [b, t, d].</param>
    /// <param name="memory">Keys and values, [b, s, d]; x itself for self-attention.</param>
    /// <param name="mask">Added to the scores, broadcast to [b, h, t, s].</param>
    /// <returns>[b, t, d].</returns>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (width, weight, bias) = (x.size(2), in_proj_weight.to(x.dtype), in_proj_bias.to(x.dtype));
        Tensor[] qkv = ReferenceEquals(x, memory)
            ? Functional.linear(x, weight, bias).chunk(3, -1)
            : [
                Functional.linear(x, weight.narrow(0, 0, width), bias.narrow(0, 0, width)),
                .. Functional.linear(memory, weight.narrow(0, width, 2 * width), bias.narrow(0, width, 2 * width)).chunk(2, -1),
            ];
        var (q, k, v) = (Attention.Split(qkv[0], _heads), Attention.Split(qkv[1], _heads), Attention.Split(qkv[2], _heads));
        return scope.MoveToOuter(out_proj.call(Attention.Merge(Attention.Attend(q, k, v, mask?.to(x.dtype)))));
    }
}

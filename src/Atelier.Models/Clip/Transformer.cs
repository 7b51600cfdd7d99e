using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>A stack of pre-norm blocks. b batch, t tokens, d width.</summary>
internal sealed class Transformer
{
    private readonly ResidualAttentionBlock[] _blocks;

    public Transformer(Weights w, int width, int layers, int heads, bool exactGelu) =>
        _blocks = [.. Enumerable.Range(0, layers).Select(i => new ResidualAttentionBlock(w["resblocks"][i], width, layers, heads, exactGelu))];

    public Tensor Forward(Tensor x, Tensor? mask = null) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        foreach (var block in _blocks)
        {
            x = block.Forward(x, mask);
        }

        return scope.MoveToOuter(x);
    }
}

/// <summary>Attention and MLP, each on the normalised input and added to it.</summary>
internal sealed class ResidualAttentionBlock
{
    private readonly SelfAttention _attn;
    private readonly LayerNorm _ln1;
    private readonly Linear _fc;
    private readonly Linear _project;
    private readonly LayerNorm _ln2;
    private readonly bool _exactGelu;

    public ResidualAttentionBlock(Weights w, int width, int layers, int heads, bool exactGelu)
    {
        var residual = Math.Pow(width, -0.5) * Math.Pow(2 * layers, -0.5); // official initialisation
        _attn = new(w["attn"], width, heads, residual);
        _ln1 = new(w["ln_1"], width);
        _fc = new(w["mlp"]["c_fc"], width, 4 * width, draw: Initialize.Normal(Math.Pow(2 * width, -0.5)));
        _project = new(w["mlp"]["c_proj"], 4 * width, width, draw: Initialize.Normal(residual));
        _ln2 = new(w["ln_2"], width);
        _exactGelu = exactGelu;
    }

    public Tensor Forward(Tensor x, Tensor? mask) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        x = x + _attn.Forward(_ln1.Forward(x), mask);
        var h = _fc.Forward(_ln2.Forward(x));                          // [b, t, 4 d]
        h = _exactGelu ? F.gelu(h) : Functional.quick_gelu(h);
        return scope.MoveToOuter(x + _project.Forward(h));
    }
}

/// <summary>Multi-head self-attention with PyTorch's packed projection. h heads, k width of a head.</summary>
internal sealed class SelfAttention
{
    private readonly Parameter _inWeight; // [3 d, d]
    private readonly Parameter _inBias;   // [3 d]
    private readonly Linear _out;
    private readonly int _heads;

    public SelfAttention(Weights w, int width, int heads, double residual)
    {
        _inWeight = w.Parameter("in_proj_weight", [3 * width, width], Initialize.Normal(Math.Pow(width, -0.5)));
        _inBias = w.Parameter("in_proj_bias", [3 * width], Initialize.Zeros);
        _out = new(w["out_proj"], width, width, draw: Initialize.Normal(residual), drawBias: Initialize.Zeros);
        _heads = heads;
    }

    public Tensor Forward(Tensor x, Tensor? mask) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (x.size(0), x.size(1), x.size(2));
        var qkv = F.linear(x, _inWeight.As(x.dtype), _inBias.As(x.dtype))
            .reshape(batch, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0); // each [b, h, t, k]
        var mixed = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask: mask?.to(x.dtype)); // [b, h, t, k]
        return scope.MoveToOuter(_out.Forward(mixed.transpose(1, 2).reshape(batch, tokens, width)));
    }
}

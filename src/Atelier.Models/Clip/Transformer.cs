using Atelier.Torch.Layers;

namespace Atelier.Models.Clip;

/// <summary>A stack of pre-norm blocks. b batch, t tokens, d width, m width of the MLPs, 4 d by default.</summary>
internal sealed class Transformer(Weights w, int width, int layers, int heads, bool exactGelu, int? mlpWidth = null)
    : Module<Tensor, Tensor?, Tensor>(nameof(Transformer))
{
    private readonly ModuleList<ResidualAttentionBlock> resblocks =
        new(layers, i => new ResidualAttentionBlock(w["resblocks"][i], width, layers, heads, exactGelu, mlpWidth ?? 4 * width));

    public override Tensor forward(Tensor x, Tensor? mask) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        foreach (var block in resblocks)
        {
            x = block.call(x, mask);
        }

        return scope.MoveToOuter(x);
    }

    /// <summary>The values after each block, each [b, t, d].</summary>
    public Tensor[] All(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. resblocks.Select(block => x = block.call(x, null))]);
    }

    /// <summary>The values before and after the last block, each [b, t, d].</summary>
    public (Tensor Penultimate, Tensor Last) LastTwo(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        foreach (var block in resblocks.Take(resblocks.Count - 1))
        {
            x = block.call(x, mask);
        }

        return scope.MoveToOuter(x, resblocks[^1].call(x, mask));
    }
}

/// <summary>Attention and MLP, each on the normalised input and added to it.</summary>
internal sealed class ResidualAttentionBlock : Module<Tensor, Tensor?, Tensor>
{
    private readonly MultiheadAttention attn;
    private readonly LayerNorm ln_1;
    private readonly Mlp mlp;
    private readonly LayerNorm ln_2;

    public ResidualAttentionBlock(Weights w, int width, int layers, int heads, bool exactGelu, int mlpWidth)
        : base(nameof(ResidualAttentionBlock))
    {
        var residual = Math.Pow(width, -0.5) * Math.Pow(2 * layers, -0.5); // official initialisation
        attn = new(w["attn"], width, heads, Initialize.Normal(Math.Pow(width, -0.5)), Initialize.Normal(residual));
        ln_1 = new(w["ln_1"], width);
        mlp = new(w["mlp"], width, mlpWidth, residual, exactGelu);
        ln_2 = new(w["ln_2"], width);
    }

    public override Tensor forward(Tensor x, Tensor? mask) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var h = ln_1.call(x);
        x = x + attn.call(h, h, mask);
        return scope.MoveToOuter(x + mlp.call(ln_2.call(x)));
    }
}

/// <summary>Two linear layers with a GELU between, OpenAI's or the exact one.</summary>
internal sealed class Mlp(Weights w, int width, int inner, double residual, bool exactGelu) : Module<Tensor, Tensor>(nameof(Mlp))
{
    private readonly Linear c_fc = new(w["c_fc"], width, inner, init: Initialize.Normal(Math.Pow(2 * width, -0.5)));
    private readonly Linear c_proj = new(w["c_proj"], inner, width, init: Initialize.Normal(residual));

    public override Tensor forward(Tensor x) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var h = c_fc.call(x);                                          // [b, t, m]
        h = exactGelu ? F.gelu(h) : Functional.quick_gelu(h);
        return scope.MoveToOuter(c_proj.call(h));
    }
}

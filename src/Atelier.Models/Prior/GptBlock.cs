using Atelier.Torch.Layers;

namespace Atelier.Models.Prior;

/// <summary>A pre-norm residual block: attention and MLP. b batch, t tokens, d width.</summary>
internal sealed class GptBlock : Module<Tensor, GptCache.Layer?, Func<Tensor, Tensor>, Tensor>
{
    private readonly LayerNorm ln1;
    private readonly LayerNorm ln2;
    private readonly CausalSelfAttention attn;
    private readonly ModuleList<Module<Tensor, Tensor>> mlp;

    public GptBlock(Weights w, GptOptions options)
        : base(nameof(GptBlock))
    {
        ln1 = new(w["ln1"], options.Width);
        ln2 = new(w["ln2"], options.Width);
        attn = new(w["attn"], options);
        mlp = new(
            new Linear(w["mlp"][0], options.Width, 4 * options.Width, init: GptModel.WeightInit, biasInit: Initialize.Zeros),
            GELU(),
            new Linear(w["mlp"][2], 4 * options.Width, options.Width, init: GptModel.WeightInit, biasInit: Initialize.Zeros));
    }

    public override Tensor forward(Tensor x, GptCache.Layer? cache, Func<Tensor, Tensor> drop) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        x = x + drop(attn.call(ln1.call(x), cache));
        return scope.MoveToOuter(x + drop(mlp.Through(ln2.call(x))));
    }
}

/// <summary>Causal multi-head self-attention. h heads, k width of a head, s keys (earlier tokens and these).</summary>
internal sealed class CausalSelfAttention : Module<Tensor, GptCache.Layer?, Tensor>
{
    private readonly Tensor mask; // [1, 1, block, block], 1 where attention is allowed
    private readonly Linear key;
    private readonly Linear query;
    private readonly Linear value;
    private readonly Linear proj;
    private readonly int _heads;

    public CausalSelfAttention(Weights w, GptOptions options)
        : base(nameof(CausalSelfAttention))
    {
        mask = w.Buffer(
            "mask",
            [1, 1, options.BlockSize, options.BlockSize],
            (shape, random) => GptModel.Mask(shape[3], options.Unmasked).to(random.device));
        key = Projection("key");
        query = Projection("query");
        value = Projection("value");
        proj = Projection("proj");
        _heads = options.Heads;

        Linear Projection(string name) => new(w[name], options.Width, options.Width, init: GptModel.WeightInit, biasInit: Initialize.Zeros);
    }

    public override Tensor forward(Tensor x, GptCache.Layer? cache) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var tokens = x.size(1);
        var (keys, values, before) = (Split(key), Split(value), cache?.Length ?? 0);
        (keys, values) = cache?.Append(keys, values) ?? (keys, values);                              // [b, h, s, k]
        var visible = tokens == 1 ? null                                                             // the last token attends to all
            : mask.narrow(2, before, tokens).narrow(3, 0, before + tokens).to(ScalarType.Bool);      // [1, 1, t, s]
        return scope.MoveToOuter(proj.call(Attention.Merge(Attention.Attend(Split(query), keys, values, visible))));

        Tensor Split(Linear projection) => Attention.Split(projection.call(x), _heads); // [b, h, t, k]
    }
}

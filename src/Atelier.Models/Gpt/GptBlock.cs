using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Gpt;

/// <summary>Attention and MLP, each on the normalised input and added to it. b batch, t tokens, d width.</summary>
internal sealed class GptBlock
{
    private readonly LayerNorm _ln1;
    private readonly LayerNorm _ln2;
    private readonly CausalSelfAttention _attention;
    private readonly Linear _grow;
    private readonly Linear _shrink;

    public GptBlock(Weights w, GptOptions options)
    {
        _ln1 = new(w["ln1"], options.Width);
        _ln2 = new(w["ln2"], options.Width);
        _attention = new(w["attn"], options);
        _grow = new(w["mlp"][0], options.Width, 4 * options.Width, draw: GptModel.Draw, drawBias: Initialize.Zeros);
        _shrink = new(w["mlp"][2], 4 * options.Width, options.Width, draw: GptModel.Draw, drawBias: Initialize.Zeros);
    }

    public Tensor Forward(Tensor x, GptCache.Layer? cache, Func<Tensor, Tensor> drop) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        x = x + drop(_attention.Forward(_ln1.Forward(x), cache));
        return scope.MoveToOuter(x + drop(_shrink.Forward(F.gelu(_grow.Forward(_ln2.Forward(x))))));
    }
}

/// <summary>Multi-head attention to what came before. h heads, k width of a head, s tokens seen (those before and these).</summary>
internal sealed class CausalSelfAttention
{
    private readonly Parameter _mask; // [1, 1, block, block], 1 where a token may look
    private readonly Linear _key;
    private readonly Linear _query;
    private readonly Linear _value;
    private readonly Linear _project;
    private readonly int _heads;

    public CausalSelfAttention(Weights w, GptOptions options)
    {
        _mask = w.Buffer("mask", [1, 1, options.BlockSize, options.BlockSize], (_, random) => GptModel.Mask(options.BlockSize, options.Unmasked).to(random.device));
        _key = Projection("key");
        _query = Projection("query");
        _value = Projection("value");
        _project = Projection("proj");
        _heads = options.Heads;

        Linear Projection(string name) => new(w[name], options.Width, options.Width, draw: GptModel.Draw, drawBias: Initialize.Zeros);
    }

    public Tensor Forward(Tensor x, GptCache.Layer? cache) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (x.size(0), x.size(1), x.size(2));
        var (keys, values, before) = (Split(_key), Split(_value), cache?.Length ?? 0);
        (keys, values) = cache?.Append(keys, values) ?? (keys, values);                             // [b, h, s, k]
        var scores = (Split(_query) * Math.Pow(width / _heads, -0.5)).matmul(keys.transpose(2, 3)); // [b, h, t, s]
        var hidden = _mask.Value.narrow(2, before, tokens).narrow(3, 0, before + tokens).eq(0); // [1, 1, t, s]
        var mixed = scores.masked_fill(hidden, double.NegativeInfinity).softmax(-1).matmul(values);
        return scope.MoveToOuter(_project.Forward(mixed.transpose(1, 2).reshape(batch, tokens, width)));

        Tensor Split(Linear projection) => projection.Forward(x).reshape(batch, tokens, _heads, width / _heads).transpose(1, 2); // [b, h, t, k]
    }
}

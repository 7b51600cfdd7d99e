using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>A transformer over the pixels of a map that reads a text. b batch, c channels, t pixels, s tokens, e text width.</summary>
internal sealed class Transformer2DModel : Module<Tensor, Tensor, Tensor>
{
    private readonly GroupNorm norm;
    private readonly Module<Tensor, Tensor> proj_in;
    private readonly ModuleList<BasicTransformerBlock> transformer_blocks;
    private readonly Module<Tensor, Tensor> proj_out;
    private readonly bool _isLinear;

    public Transformer2DModel(Weights w, int channels, int layers, int heads, UnetOptions options)
        : base(nameof(Transformer2DModel))
    {
        _isLinear = options.LinearProjection;
        norm = new(w["norm"], channels, options.NormGroups);
        proj_in = Projection("proj_in");
        transformer_blocks = new(layers, i =>
            new BasicTransformerBlock(w["transformer_blocks"][i], channels, options.CrossAttentionDim, heads));
        proj_out = Projection("proj_out");

        Module<Tensor, Tensor> Projection(string name) =>
            _isLinear ? new Linear(w[name], channels, channels) : new Conv2d(w[name], channels, channels, kernel: 1);
    }

    public override Tensor forward(Tensor x, Tensor context) // [b, c, h, w], [b, s, e]
    {
        using var scope = NewDisposeScope();
        var (b, c, h, w) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var y = norm.call(x);
        y = _isLinear ? proj_in.call(Pixels(y)) : Pixels(proj_in.call(y));          // [b, t, c]
        foreach (var block in transformer_blocks)
        {
            y = block.call(y, context);
        }

        y = _isLinear ? Map(proj_out.call(y)) : proj_out.call(Map(y));              // [b, c, h, w]
        return scope.MoveToOuter(x + y);

        Tensor Pixels(Tensor map) => map.permute(0, 2, 3, 1).reshape(b, h * w, c);

        Tensor Map(Tensor pixels) => pixels.reshape(b, h, w, c).permute(0, 3, 1, 2);
    }
}

/// <summary>Attention to itself, attention to the text, and an MLP, each on the normalised input and added to it.</summary>
internal sealed class BasicTransformerBlock(Weights w, int width, int contextWidth, int heads)
    : Module<Tensor, Tensor, Tensor>(nameof(BasicTransformerBlock))
{
    private readonly LayerNorm norm1 = new(w["norm1"], width);
    private readonly CrossAttention attn1 = new(w["attn1"], width, width, heads);
    private readonly LayerNorm norm2 = new(w["norm2"], width);
    private readonly CrossAttention attn2 = new(w["attn2"], width, contextWidth, heads);
    private readonly LayerNorm norm3 = new(w["norm3"], width);
    private readonly GatedFeedForward ff = new(w["ff"], width);

    public override Tensor forward(Tensor x, Tensor context) // [b, t, d], [b, s, e]
    {
        using var scope = NewDisposeScope();
        var h = norm1.call(x);
        x = x + attn1.call(h, h);
        x = x + attn2.call(norm2.call(x), context);
        return scope.MoveToOuter(x + ff.call(norm3.call(x)));
    }
}

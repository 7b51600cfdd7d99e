using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>Attention of pixels to pixels or to a text, diffusers' <c>Attention</c>. b batch, t pixels, s tokens, d width, c context
/// width.</summary>
internal sealed class CrossAttention(Weights w, int width, int contextWidth, int heads)
    : Module<Tensor, Tensor, Tensor>(nameof(CrossAttention))
{
    private readonly Linear to_q = new(w["to_q"], width, width, bias: false);
    private readonly Linear to_k = new(w["to_k"], contextWidth, width, bias: false);
    private readonly Linear to_v = new(w["to_v"], contextWidth, width, bias: false);
    private readonly ModuleList<Linear> to_out = new(1, i => new Linear(w["to_out"][i], width, width));

    public override Tensor forward(Tensor x, Tensor context) // [b, t, d], [b, s, c]
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (to_q.call(x), to_k.call(context), to_v.call(context));
        var h = Attention.Attend(Attention.Split(q, heads), Attention.Split(k, heads), Attention.Split(v, heads));
        return scope.MoveToOuter(to_out[0].call(Attention.Merge(h)));               // [b, t, d]
    }
}

/// <summary>Two linear layers around a gated GELU (Shazeer, "GLU Variants Improve Transformer", 2020). b batch, t pixels, d
/// width.</summary>
internal sealed class GatedFeedForward : Module<Tensor, Tensor>
{
    private readonly Linear proj;
    private readonly Linear last;

    /// <summary>Requests <c>net.0.proj</c> and <c>net.2</c>.</summary>
    public GatedFeedForward(Weights w, int width)
        : base(nameof(GatedFeedForward))
    {
        proj = new(w["net"][0]["proj"], width, 8 * width);
        last = new(w["net"][2], 4 * width, width);
    }

    public override Tensor forward(Tensor x) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var halves = proj.call(x).chunk(2, -1);                                     // each [b, t, 4 d]
        return scope.MoveToOuter(last.call(halves[0] * F.gelu(halves[1])));
    }
}

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

/// <summary>Two linear layers around a gated GELU. b batch, t pixels, d width.</summary>
internal sealed class GatedFeedForward(Weights w, int width) : Module<Tensor, Tensor>(nameof(GatedFeedForward))
{
    private readonly ModuleList<Module<Tensor, Tensor>> net = new(
        new Geglu(w["net"][0], width, 4 * width), nn.Identity(), new Linear(w["net"][2], 4 * width, width)); // 1 is a dropout

    public override Tensor forward(Tensor x) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(net[2].call(net[0].call(x)));
    }
}

/// <summary>A linear layer, half of whose outputs are gates (Shazeer, "GLU Variants Improve Transformer", 2020). b batch, t pixels, d
/// width, m width of the output.</summary>
internal sealed class Geglu(Weights w, int width, int outWidth) : Module<Tensor, Tensor>(nameof(Geglu))
{
    private readonly Linear proj = new(w["proj"], width, 2 * outWidth);

    public override Tensor forward(Tensor x) // [b, t, d]
    {
        using var scope = NewDisposeScope();
        var halves = proj.call(x).chunk(2, -1);                                     // each [b, t, m]
        return scope.MoveToOuter(halves[0] * F.gelu(halves[1]));
    }
}

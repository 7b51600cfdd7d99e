using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Every pixel attends to every other, one head. b batch, c channels, p pixels.</summary>
internal sealed class AttentionBlock(Weights w, int channels, int groups) : Module<Tensor, Tensor>(nameof(AttentionBlock))
{
    private readonly GroupNorm norm = new(w["norm"], channels, groups);
    private readonly Conv2d q = new(w["q"], channels, channels, kernel: 1);
    private readonly Conv2d k = new(w["k"], channels, channels, kernel: 1);
    private readonly Conv2d v = new(w["v"], channels, channels, kernel: 1);
    private readonly Conv2d proj_out = new(w["proj_out"], channels, channels, kernel: 1);

    public override Tensor forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var h = norm.call(x);
        h = Attention.Attend(Pixels(q.call(h)), Pixels(k.call(h)), Pixels(v.call(h)))                  // [b, 1, p, c]
            .reshape(batch, height, width, channels).permute(0, 3, 1, 2);                              // [b, c, h, w]
        return scope.MoveToOuter(x + proj_out.call(h));

        Tensor Pixels(Tensor t) => t.permute(0, 2, 3, 1).reshape(batch, 1, height * width, channels);
    }
}

using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>Every pixel attends to every other, one head. b batch, c channels, p pixels.</summary>
internal sealed class AttentionBlock
{
    private readonly GroupNorm _norm;
    private readonly Conv2d _query;
    private readonly Conv2d _key;
    private readonly Conv2d _value;
    private readonly Conv2d _project;

    public AttentionBlock(Weights w, int channels, int groups)
    {
        _norm = new(w["norm"], channels, groups);
        _query = new(w["q"], channels, channels, kernel: 1);
        _key = new(w["k"], channels, channels, kernel: 1);
        _value = new(w["v"], channels, channels, kernel: 1);
        _project = new(w["proj_out"], channels, channels, kernel: 1);
    }

    public Tensor Forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var h = _norm.Forward(x);
        var q = Pixels(_query.Forward(h));                                                             // [b, p, c]
        var k = Pixels(_key.Forward(h)).transpose(1, 2);                                               // [b, c, p]
        var v = Pixels(_value.Forward(h));                                                             // [b, p, c]
        var weights = (q.bmm(k) * (1 / Math.Sqrt(channels))).softmax(-1);          // [b, p, p]
        h = weights.bmm(v)
            .reshape(batch, height, width, channels).permute(0, 3, 1, 2);                              // [b, c, h, w]
        return scope.MoveToOuter(x + _project.Forward(h));

        Tensor Pixels(Tensor t) => t.permute(0, 2, 3, 1).reshape(batch, height * width, channels);
    }
}

using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Latent to picture. b batch, z latent channels, f <see cref="VqganOptions.Factor"/>.</summary>
internal sealed class Decoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly Middle mid;
    private readonly ModuleList<UpLevel> up; // fine to coarse, as the keys count them
    private readonly GroupNorm norm_out;
    private readonly Conv2d conv_out;

    public Decoder(Weights w, VqganOptions options)
        : base(nameof(Decoder))
    {
        var levels = options.Multipliers.Count;
        var channels = options.Channels * options.Multipliers[^1];
        conv_in = new(w["conv_in"], options.LatentChannels, channels, kernel: 3);
        mid = new(w["mid"], channels, options.NormGroups);
        up = new();
        for (var i = levels - 1; i >= 0; i--)
        {
            var (narrower, attention) = (options.Channels * options.Multipliers[i], options.AttentionLevels.Contains(i));
            up.Insert(0, new(w["up"][i], channels, narrower, options.ResBlocks + 1, attention, last: i == 0, options.NormGroups));
            channels = narrower;
        }

        norm_out = new(w["norm_out"], channels, options.NormGroups);
        conv_out = new(w["conv_out"], channels, 3, kernel: 3);
    }

    public Parameter LastLayer => conv_out.Weight;

    public override Tensor forward(Tensor z) // [b, z, h / f, w / f]
    {
        using var scope = NewDisposeScope();
        var h = mid.call(conv_in.call(z));
        h = up.Reverse().Through(h);
        return scope.MoveToOuter(conv_out.call(norm_out.silu(h))); // [b, 3, h, w]
    }
}

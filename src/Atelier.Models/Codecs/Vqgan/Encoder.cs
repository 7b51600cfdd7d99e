using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Picture to latent. b batch, z latent channels, f <see cref="VqganOptions.Factor"/>.</summary>
internal sealed class Encoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly ModuleList<DownLevel> down;
    private readonly Middle mid;
    private readonly GroupNorm norm_out;
    private readonly Conv2d conv_out;

    public Encoder(Weights w, VqganOptions options)
        : base(nameof(Encoder))
    {
        var (channels, last) = (options.Channels, options.Multipliers.Count - 1);
        conv_in = new(w["conv_in"], 3, channels, kernel: 3);
        down = new();
        for (var i = 0; i <= last; i++)
        {
            var (wider, attention) = (options.Channels * options.Multipliers[i], options.AttentionLevels.Contains(i));
            down.Add(new(w["down"][i], channels, wider, options.ResBlocks, attention, last: i == last, options.NormGroups));
            channels = wider;
        }

        mid = new(w["mid"], channels, options.NormGroups);
        norm_out = new(w["norm_out"], channels, options.NormGroups);
        conv_out = new(w["conv_out"], channels, options.LatentChannels, kernel: 3);
    }

    public override Tensor forward(Tensor x) // [b, 3, h, w]
    {
        using var scope = NewDisposeScope();
        var h = mid.call(down.Through(conv_in.call(x)));
        return scope.MoveToOuter(conv_out.call(norm_out.silu(h))); // [b, z, h / f, w / f]
    }
}

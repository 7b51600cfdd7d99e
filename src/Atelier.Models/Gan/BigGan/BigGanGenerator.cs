using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.BigGan;

/// <summary>The generator of BigGAN-deep: noise and class enter every norm. b batch, d width of the condition.</summary>
internal sealed class BigGanGenerator : Module<Tensor, double, Tensor>
{
    private readonly SpectralLinear gen_z;
    private readonly ModuleList<Module> layers;
    private readonly BigGanBatchNorm bn;
    private readonly SpectralConv2d conv_to_rgb;

    public BigGanGenerator(Weights w, BigGanOptions options)
        : base(nameof(BigGanGenerator))
    {
        gen_z = new(w["gen_z"], options.Latent * 2, 4 * 4 * BigGanOptions.Widest * options.Channels, epsilon: options.Epsilon);
        layers = new();
        for (var i = 0; i < options.Layers.Count; i++)
        {
            if (i == options.AttentionPosition)
            {
                layers.Add(new BigGanAttention(w["layers"][layers.Count], options.Layers[i].In * options.Channels, options.Epsilon));
            }

            layers.Add(new GenBlock(w["layers"][layers.Count], options.Layers[i], options));
        }

        bn = new(w["bn"], options.Channels, options, conditional: false);
        conv_to_rgb = new(w["conv_to_rgb"], options.Channels, options.Channels, kernel: 3, bias: true, epsilon: options.Epsilon);
    }

    /// <param name="condition">Noise and class embedding, [b, d].</param>
    /// <param name="truncation">In (0, 1]; it chooses the statistics of the norms.</param>
    /// <returns>[b, 3, s, s] in [-1, 1].</returns>
    public override Tensor forward(Tensor condition, double truncation)
    {
        using var scope = NewDisposeScope();
        var x = gen_z.call(condition).reshape(condition.size(0), 4, 4, -1).permute(0, 3, 1, 2).contiguous(); // [b, 16 c, 4, 4]
        foreach (var layer in layers)
        {
            using var inner = NewDisposeScope();
            x = inner.MoveToOuter(layer is GenBlock block ? block.call(x, condition, truncation) : ((BigGanAttention)layer).call(x));
        }

        x = F.relu(bn.call(x, condition, truncation));
        return scope.MoveToOuter(conv_to_rgb.First(3, x).tanh()); // of as many channels as the last map, the picture is three
    }
}

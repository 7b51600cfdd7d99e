using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.BigGan;

/// <summary>A residual block of four convolutions, at a quarter of the channels inside. Where it has fewer channels out than in, the
/// shortcut drops the rest. b batch, i channels in, o channels out.</summary>
internal sealed class GenBlock : Module<Tensor, Tensor, double, Tensor>
{
    private const int Reduction = 4;
    private readonly BigGanBatchNorm bn_0;
    private readonly SpectralConv2d conv_0;
    private readonly BigGanBatchNorm bn_1;
    private readonly SpectralConv2d conv_1;
    private readonly BigGanBatchNorm bn_2;
    private readonly SpectralConv2d conv_2;
    private readonly BigGanBatchNorm bn_3;
    private readonly SpectralConv2d conv_3;
    private readonly bool _up;
    private readonly bool _drops;

    public GenBlock(Weights w, BigGanLayer layer, BigGanOptions options)
        : base(nameof(GenBlock))
    {
        var (inside, outside) = (layer.In * options.Channels, layer.Out * options.Channels);
        var middle = inside / Reduction;
        bn_0 = new(w["bn_0"], inside, options);
        conv_0 = Convolution("conv_0", inside, middle, kernel: 1);
        bn_1 = new(w["bn_1"], middle, options);
        conv_1 = Convolution("conv_1", middle, middle, kernel: 3);
        bn_2 = new(w["bn_2"], middle, options);
        conv_2 = Convolution("conv_2", middle, middle, kernel: 3);
        bn_3 = new(w["bn_3"], middle, options);
        conv_3 = Convolution("conv_3", middle, outside, kernel: 1);
        (_up, _drops) = (layer.Up, inside != outside);

        SpectralConv2d Convolution(string name, int from, int to, int kernel) =>
            new(w[name], from, to, kernel, padding: kernel / 2, bias: true, epsilon: options.Epsilon);
    }

    /// <param name="x">[b, i, h, w].</param>
    /// <param name="condition">[b, d].</param>
    /// <param name="truncation">In (0, 1].</param>
    /// <returns>[b, o, h, w], or of twice the sides.</returns>
    public override Tensor forward(Tensor x, Tensor condition, double truncation)
    {
        using var scope = NewDisposeScope();
        var h = conv_0.call(F.relu(bn_0.call(x, condition, truncation)));
        h = conv_1.call(Up(F.relu(bn_1.call(h, condition, truncation))));
        h = conv_2.call(F.relu(bn_2.call(h, condition, truncation)));
        h = conv_3.call(F.relu(bn_3.call(h, condition, truncation)));
        return scope.MoveToOuter(h + Up(_drops ? x.narrow(1, 0, x.size(1) / 2) : x));
    }

    private Tensor Up(Tensor x) => _up ? F.interpolate(x, scale_factor: [2, 2]) : x;
}

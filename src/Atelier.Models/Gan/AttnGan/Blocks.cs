using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>Half of the channels, each times the sigmoid of one of the other half (Dauphin et al., 2017).</summary>
internal sealed class GatedLinearUnit() : Module<Tensor, Tensor>(nameof(GatedLinearUnit))
{
    public override Tensor forward(Tensor x) // [b, 2 c, ..] to [b, c, ..]
    {
        using var scope = NewDisposeScope();
        var halves = x.chunk(2, 1);
        return scope.MoveToOuter(halves[0] * halves[1].sigmoid());
    }
}

/// <summary>Doubles a map's sides, then convolves. i channels in, o channels out.</summary>
internal sealed class AttnGanUpBlock : ModuleList<Module<Tensor, Tensor>>
{
    public AttnGanUpBlock(Weights w, int inChannels, int outChannels)
        : base(
            Upsample(scale_factor: [2, 2]), new Conv2d(w[1], inChannels, outChannels * 2, kernel: 3, bias: false),
            new BatchNorm2d(w[2], outChannels * 2), new GatedLinearUnit())
    {
    }
}

/// <summary>A residual block. c channels.</summary>
internal sealed class AttnGanResBlock(Weights w, int channels) : Module<Tensor, Tensor>(nameof(AttnGanResBlock))
{
    private readonly ModuleList<Module<Tensor, Tensor>> block = new(
        new Conv2d(w["block"][0], channels, channels * 2, kernel: 3, bias: false), new BatchNorm2d(w["block"][1], channels * 2),
        new GatedLinearUnit(), new Conv2d(w["block"][3], channels, channels, kernel: 3, bias: false),
        new BatchNorm2d(w["block"][4], channels));

    public override Tensor forward(Tensor x) // [b, c, h, w] to the same
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(x + block.Through(x));
    }
}

/// <summary>A map to a picture. c channels.</summary>
internal sealed class PictureLayer(Weights w, int channels) : Module<Tensor, Tensor>(nameof(PictureLayer))
{
    private readonly ModuleList<Module<Tensor, Tensor>> img = new(
        new Conv2d(w["img"][0], channels, 3, kernel: 3, bias: false), Tanh());

    public override Tensor forward(Tensor x) // [b, c, h, w] to [b, 3, h, w] in [-1, 1]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(img.Through(x));
    }
}

using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>Noise and condition to a map of 64 × 64 pixels. b batch, z width of the noise, c width of the condition, g channels.</summary>
internal sealed class InitialStage : Module<Tensor, Tensor, Tensor>
{
    /// <summary>Channels of the first map, in multiples of g.</summary>
    public const int Widest = 16;

    /// <summary>Side of the first map.</summary>
    public const int Side = 4;

    private readonly ModuleList<Module<Tensor, Tensor>> fc;
    private readonly AttnGanUpBlock upsample1;
    private readonly AttnGanUpBlock upsample2;
    private readonly AttnGanUpBlock upsample3;
    private readonly AttnGanUpBlock upsample4;

    public InitialStage(Weights w, AttnGanOptions options)
        : base(nameof(InitialStage))
    {
        var channels = options.Channels * Widest;
        fc = new(
            new Linear(w["fc"][0], options.Latent + options.Condition, channels * Side * Side * 2, bias: false),
            new BatchNorm2d(w["fc"][1], channels * Side * Side * 2), new GatedLinearUnit());
        upsample1 = new(w["upsample1"], channels, channels / 2);
        upsample2 = new(w["upsample2"], channels / 2, channels / 4);
        upsample3 = new(w["upsample3"], channels / 4, channels / 8);
        upsample4 = new(w["upsample4"], channels / 8, channels / 16);
    }

    public override Tensor forward(Tensor noise, Tensor condition) // [b, z] and [b, c] to [b, g, 64, 64]
    {
        using var scope = NewDisposeScope();
        var x = fc.Through(cat([condition, noise], 1)).reshape(noise.size(0), -1, Side, Side);
        return scope.MoveToOuter(upsample4.Through(upsample3.Through(upsample2.Through(upsample1.Through(x)))));
    }
}

/// <summary>A map to one of twice the sides, by what its pixels see in the words. b batch, g channels, d text width, t words.</summary>
internal sealed class NextStage : Module<Tensor, Tensor, Tensor, (Tensor X, Tensor Attention)>
{
    private readonly WordAttention att;
    private readonly ModuleList<Module<Tensor, Tensor>> residual;
    private readonly AttnGanUpBlock upsample;

    public NextStage(Weights w, AttnGanOptions options)
        : base(nameof(NextStage))
    {
        var channels = options.Channels;
        att = new(w["att"], channels, options.TextWidth);
        residual = new(options.ResBlocks, i => new AttnGanResBlock(w["residual"][i], channels * 2));
        upsample = new(w["upsample"], channels * 2, channels);
    }

    /// <param name="x">[b, g, h, w].</param>
    /// <param name="words">[b, d, t].</param>
    /// <param name="mask">True where a caption has ended, bool [b, t].</param>
    /// <returns>[b, g, 2 h, 2 w], and how much each pixel saw of each word, [b, t, h, w].</returns>
    public override (Tensor X, Tensor Attention) forward(Tensor x, Tensor words, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (context, attention) = att.call(x, words, mask);
        return scope.MoveToOuter(upsample.Through(residual.Through(cat([x, context], 1))), attention);
    }
}

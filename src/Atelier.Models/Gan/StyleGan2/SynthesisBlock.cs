using Atelier.Models.Gan.StyleGan2.Layers;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>A block of the synthesis: two convolutions at one size, the first of which doubles the map; the block of 4 × 4 pixels begins
/// with a constant and has one. b batch, i channels in, o channels out, p channels of the picture, d width of w.</summary>
internal sealed class SynthesisBlock : Module<Tensor?, Tensor?, Tensor, NoiseSource, (Tensor X, Tensor? Picture)>
{
    private readonly Parameter? @const;        // [o, 4, 4]
    private readonly Tensor resample_filter;   // [4, 4]
    private readonly SynthesisLayer? conv0;
    private readonly SynthesisLayer conv1;
    private readonly ToRgbLayer? torgb;
    private readonly Conv2dLayer? skip;

    /// <summary>Requests the block's weights.</summary>
    /// <param name="w">The path of the block's keys.</param>
    /// <param name="inChannels">i; 0 for the first block.</param>
    /// <param name="outChannels">o.</param>
    /// <param name="size">Side of the map.</param>
    /// <param name="options">The hyperparameters.</param>
    public SynthesisBlock(Weights w, int inChannels, int outChannels, int size, StyleGan2Options options)
        : base(nameof(SynthesisBlock))
    {
        resample_filter = w.ResampleFilter();
        if (inChannels == 0)
        {
            @const = w.Parameter("const", [outChannels, size, size], Initialize.Normal(1));
        }
        else
        {
            conv0 = new(w["conv0"], inChannels, outChannels, size, options, up: 2);
        }

        conv1 = new(w["conv1"], outChannels, outChannels, size, options);
        torgb = size == options.Size || options.Architecture == StyleGan2Architecture.Skip ? new(w["torgb"], outChannels, options) : null;
        skip = inChannels > 0 && options.Architecture == StyleGan2Architecture.ResNet
            ? new(w["skip"], inChannels, outChannels, kernel: 1, Activation.Linear, bias: false, up: 2) : null;
    }

    /// <summary>How many of the latents it passes on from: its picture shares one with the next block's first convolution.</summary>
    public int Convolutions => conv0 is null ? 1 : 2;

    /// <param name="x">[b, i, h / 2, w / 2]; null for the first block.</param>
    /// <param name="picture">[b, p, h / 2, w / 2]; null where there is none yet.</param>
    /// <param name="latents">From the block's first on, [b, at least its convolutions and its picture, d].</param>
    /// <param name="noise">Where the layers' noise comes from.</param>
    /// <returns>[b, o, h, w], and the picture [b, p, h, w] if there is one.</returns>
    public override (Tensor X, Tensor? Picture) forward(Tensor? x, Tensor? picture, Tensor latents, NoiseSource noise)
    {
        using var scope = NewDisposeScope();
        var gain = skip is null ? 1 : Math.Sqrt(0.5);
        var shortcut = skip?.call(x!, gain);
        x = conv0 is null ? @const!.unsqueeze(0).expand(latents.size(0), -1, -1, -1) : conv0.call(x!, Latent(0), noise, 1);
        x = conv1.call(x, Latent(Convolutions - 1), noise, gain);
        x = shortcut is null ? x : x + shortcut;
        picture = picture is null ? null : Resampling.Upsample(picture, resample_filter);
        if (torgb?.call(x, Latent(Convolutions)) is { } drawn)
        {
            picture = picture is null ? drawn : picture + drawn;
        }

        return (scope.MoveToOuter(x), picture is null ? null : scope.MoveToOuter(picture));

        Tensor Latent(int i) => latents.select(1, i);
    }
}

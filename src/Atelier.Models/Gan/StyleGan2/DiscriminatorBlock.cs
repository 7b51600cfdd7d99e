using Atelier.Models.Gan.StyleGan2.Layers;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>A block of the discriminator, which halves the map. b batch, i channels in, o channels out, p channels of the
/// picture.</summary>
internal sealed class DiscriminatorBlock : Module<Tensor?, Tensor?, (Tensor X, Tensor? Picture)>
{
    private readonly Tensor resample_filter; // [4, 4]
    private readonly Conv2dLayer? fromrgb;
    private readonly Conv2dLayer conv0;
    private readonly Conv2dLayer conv1;
    private readonly Conv2dLayer? skip;
    private readonly bool _passesPicture;

    public DiscriminatorBlock(Weights w, int inChannels, int outChannels, bool first, StyleGan2DiscriminatorOptions options)
        : base(nameof(DiscriminatorBlock))
    {
        var (activation, clamp) = (options.Activation, options.Clamp);
        _passesPicture = options.Architecture == StyleGan2Architecture.Skip;
        resample_filter = w.ResampleFilter();
        fromrgb = first || _passesPicture
            ? new(w["fromrgb"], options.PictureChannels, inChannels, kernel: 1, activation, clamp: clamp) : null;
        conv0 = new(w["conv0"], inChannels, inChannels, kernel: 3, activation, clamp: clamp);
        conv1 = new(w["conv1"], inChannels, outChannels, kernel: 3, activation, down: 2, clamp: clamp);
        skip = options.Architecture == StyleGan2Architecture.ResNet
            ? new(w["skip"], inChannels, outChannels, kernel: 1, Activation.Linear, bias: false, down: 2) : null;
    }

    /// <param name="x">[b, i, h, w]; null for the first block.</param>
    /// <param name="picture">[b, p, h, w]; null where the block takes none.</param>
    /// <returns>[b, o, h / 2, w / 2], and the picture of half the sides where the next block takes it.</returns>
    public override (Tensor X, Tensor? Picture) forward(Tensor? x, Tensor? picture)
    {
        using var scope = NewDisposeScope();
        if (fromrgb?.call(picture!, 1) is { } seen)
        {
            x = x is null ? seen : x + seen;
        }

        var gain = skip is null ? 1 : Math.Sqrt(0.5);
        var y = conv1.call(conv0.call(x!, 1), gain);
        y = skip is null ? y : y + skip.call(x!, gain);
        picture = _passesPicture ? Resampling.Downsample(picture!, resample_filter) : null;
        return (scope.MoveToOuter(y), picture is null ? null : scope.MoveToOuter(picture));
    }
}

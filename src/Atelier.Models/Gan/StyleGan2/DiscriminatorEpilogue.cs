using Atelier.Models.Gan.StyleGan2.Layers;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>The end of the discriminator, at 4 × 4 pixels. b batch, c channels, p channels of the picture, m width of the mapped
/// classes.</summary>
internal sealed class DiscriminatorEpilogue : Module<Tensor, Tensor?, Tensor?, Tensor>
{
    private readonly Conv2dLayer? fromrgb;
    private readonly Conv2dLayer conv;
    private readonly FullyConnectedLayer fc;
    private readonly FullyConnectedLayer @out;
    private readonly int _group;
    private readonly int _maps;

    public DiscriminatorEpilogue(Weights w, StyleGan2DiscriminatorOptions options)
        : base(nameof(DiscriminatorEpilogue))
    {
        var channels = options.Channels[^1];
        (_group, _maps) = (options.Group, options.DeviationMaps);
        fromrgb = options.Architecture == StyleGan2Architecture.Skip
            ? new(w["fromrgb"], options.PictureChannels, channels, kernel: 1, options.Activation) : null;
        conv = new(w["conv"], channels + _maps, channels, kernel: 3, options.Activation, clamp: options.Clamp);
        fc = new(w["fc"], channels * 4 * 4, channels, options.Activation);
        @out = new(w["out"], channels, options.Mapping?.Widths[^1] ?? 1);
    }

    /// <param name="x">[b, c, 4, 4].</param>
    /// <param name="picture">[b, p, 4, 4]; null where it takes none.</param>
    /// <param name="classes">Mapped classes [b, m]; null for a network without.</param>
    /// <returns>Logits [b, 1].</returns>
    public override Tensor forward(Tensor x, Tensor? picture, Tensor? classes)
    {
        using var scope = NewDisposeScope();
        x = fromrgb is null ? x : x + fromrgb.call(picture!, 1);
        x = _maps > 0 ? cat([x, Deviations(x)], 1) : x;
        x = @out.call(fc.call(conv.call(x, 1).flatten(1)));
        return scope.MoveToOuter(classes is null ? x : (x * classes).sum([1], keepdim: true) / Math.Sqrt(classes.size(1)));
    }

    // how much the pictures of a group differ, [b, maps, 4, 4]: picture i belongs to group i modulo the number of groups
    private Tensor Deviations(Tensor x)
    {
        var (batch, channels, height, width) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var group = Math.Min(_group, batch);
        var y = x.reshape(group, -1, _maps, channels / _maps, height, width);              // [g, n, maps, c', h, w]
        y = (y - y.mean([0])).square().mean([0]);                                           // [n, maps, c', h, w]
        y = (y + 1e-8).sqrt().mean([2, 3, 4]).reshape(-1, _maps, 1, 1);                     // [n, maps, 1, 1]
        return y.repeat(group, 1, height, width);
    }
}

using Atelier.Core;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>The discriminator of StyleGAN2: one logit a picture, high for real. b batch, k classes, p channels of the picture, s its
/// side.</summary>
public sealed class StyleGan2Discriminator : Module<Tensor, Tensor?, Tensor>
{
    private readonly MappingNetwork? mapping;
    private readonly DiscriminatorEpilogue b4;
    private readonly DiscriminatorBlock[] _blocks;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public StyleGan2Discriminator(Weights w, StyleGan2DiscriminatorOptions options)
        : base(nameof(StyleGan2Discriminator))
    {
        Options = options;
        _blocks = new DiscriminatorBlock[options.Channels.Count - 1];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var key = $"b{options.Size >> i}";
            _blocks[i] = new(w[key], options.Channels[i], options.Channels[i + 1], first: i == 0, options);
            register_module(key, _blocks[i]);
        }

        mapping = options.Mapping is null ? null : new(w["mapping"], options.Mapping, hasAverage: false);
        b4 = new(w["b4"], options);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public StyleGan2DiscriminatorOptions Options { get; }

    /// <summary>Pictures [b, p, s, s] in [-1, 1] and classes [b, k], or null, to logits [b, 1]. The pictures of a batch are compared with
    /// each other, so that a logit depends on all.</summary>
    /// <exception cref="ArgumentNullException">The network has classes, and none are given.</exception>
    public override Tensor forward(Tensor pictures, Tensor? classes)
    {
        using var scope = NewDisposeScope();
        var (x, picture) = ((Tensor?)null, (Tensor?)pictures);
        foreach (var block in _blocks)
        {
            (x, picture) = block.call(x, picture);
        }

        return scope.MoveToOuter(b4.call(x!, picture, mapping?.call(null, classes)));
    }
}

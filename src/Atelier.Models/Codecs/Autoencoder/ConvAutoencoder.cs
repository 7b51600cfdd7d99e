using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Autoencoder;

/// <summary>Hyperparameters of a <see cref="ConvAutoencoder"/>.</summary>
public sealed record AutoencoderSizes
{
    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; init; } = 3;

    /// <summary>Channels of each level; each halves the picture.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [32, 64, 128];

    /// <summary>Channels of the code.</summary>
    public int CodeChannels { get; init; } = 16;

    /// <summary>How many pixels one place of the code spans in each direction.</summary>
    public int Factor => 1 << Channels.Count;
}

/// <summary>A convolutional autoencoder (Masci et al., 2011): down by strided convolutions, up by transposed ones. b
/// batch, f factor, k channels of the code.</summary>
public sealed class ConvAutoencoder : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> encoder;
    private readonly Conv2d to_code;
    private readonly Conv2d from_code;
    private readonly ModuleList<ConvTranspose2d> decoder;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public ConvAutoencoder(Weights w, AutoencoderSizes sizes)
        : base(nameof(ConvAutoencoder))
    {
        Sizes = sizes;
        int[] channels = [sizes.PictureChannels, .. sizes.Channels];
        var levels = sizes.Channels.Count;
        encoder = new(levels, i => new Conv2d(w["encoder"][i], channels[i], channels[i + 1], kernel: 4, stride: 2, padding: 1));
        to_code = new(w["to_code"], channels[^1], sizes.CodeChannels, kernel: 1);
        from_code = new(w["from_code"], sizes.CodeChannels, channels[^1], kernel: 3);
        decoder = new(
            levels, i => new ConvTranspose2d(w["decoder"][i], channels[^(i + 1)], channels[^(i + 2)], kernel: 4, stride: 2, padding: 1));
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public AutoencoderSizes Sizes { get; }

    /// <summary>Pictures [b, c, h, w] in [-1, 1] to codes [b, k, h / f, w / f].</summary>
    public Tensor encode(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(to_code.call(encoder.Aggregate(x, (y, layer) => F.silu(layer.call(y)))));
    }

    /// <summary>Codes [b, k, h / f, w / f] to pictures [b, c, h, w], about [-1, 1].</summary>
    public Tensor decode(Tensor code)
    {
        using var scope = NewDisposeScope();
        var y = from_code.call(code);
        foreach (var layer in decoder)
        {
            y = layer.call(F.silu(y));
        }

        return scope.MoveToOuter(y);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, c, h, w] in [-1, 1] to the same
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decode(encode(x)));
    }
}

using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.VqVae;

/// <summary>Hyperparameters of a <see cref="VqVaeModel"/>.</summary>
public sealed record VqVaeOptions
{
    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; init; } = 3;

    /// <summary>Channels inside.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Channels inside a residual block.</summary>
    public int ResidualChannels { get; init; } = 32;

    /// <summary>Residual blocks of encoder and decoder.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Times the picture is halved.</summary>
    public int Halvings { get; init; } = 2;

    /// <summary>Entries of the codebook.</summary>
    public int CodebookSize { get; init; } = 512;

    /// <summary>Width of an entry.</summary>
    public int CodebookWidth { get; init; } = 64;

    /// <summary>Cosine codes: latents and entries of length 1 (Yu et al., 2021).</summary>
    public bool Cosine { get; init; }

    // of a level, counted from full size: half of the channels but at the bottom; before the first, the picture's
    internal int ChannelsAt(int level) => level < 0 ? PictureChannels : level == Halvings - 1 ? Channels : Channels / 2;
}

/// <summary>VQ-VAE (van den Oord et al., "Neural Discrete Representation Learning", 2017). b batch, c channels of the picture, d
/// channels inside, e width of an entry.</summary>
public sealed class VqVaeModel : PictureCodec
{
    private readonly VqVaeEncoder encoder;
    private readonly Conv2d to_latent;
    private readonly VectorQuantizer quantize;
    private readonly VqVaeDecoder decoder;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public VqVaeModel(Weights w, VqVaeOptions options)
        : base(nameof(VqVaeModel))
    {
        Options = options;
        encoder = new(w["encoder"], options);
        to_latent = new(w["to_latent"], options.Channels, options.CodebookWidth, kernel: 1);
        quantize = new(w["quantize"], options.CodebookSize, options.CodebookWidth, legacyBeta: false, options.Cosine);
        decoder = new(w["decoder"], options);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public VqVaeOptions Options { get; }

    /// <inheritdoc/>
    public override Quantizer Quantizer => quantize;

    /// <inheritdoc/>
    public override int Factor => 1 << Options.Halvings;

    /// <inheritdoc/>
    public override int PictureChannels => Options.PictureChannels;

    /// <inheritdoc/>
    public override Parameter LastLayer => decoder.LastLayer;

    /// <inheritdoc/>
    public override Tensor EncodeLatent(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = to_latent.call(encoder.call(x)); // [b, e, h / f, w / f]
        return scope.MoveToOuter(Options.Cosine ? F.normalize(y, dim: 1) : y);
    }

    /// <inheritdoc/>
    public override Tensor decode(Tensor latent) => decoder.call(latent);
}

/// <summary>Down by strided convolutions, then residual blocks. f factor.</summary>
internal sealed class VqVaeEncoder(Weights w, VqVaeOptions options) : Module<Tensor, Tensor>(nameof(VqVaeEncoder))
{
    private readonly ModuleList<Conv2d> down = new(options.Halvings, i =>
        new Conv2d(w["down"][i], options.ChannelsAt(i - 1), options.ChannelsAt(i), kernel: 4, stride: 2, padding: 1));

    private readonly Conv2d middle = new(w["middle"], options.Channels, options.Channels, kernel: 3);
    private readonly ModuleList<ResidualBlock> residual = new(options.ResidualBlocks, i => new ResidualBlock(w["residual"][i], options));

    public override Tensor forward(Tensor x) // [b, c, h, w] to [b, d, h / f, w / f]
    {
        using var scope = NewDisposeScope();
        x = down.Aggregate(x, (y, layer) => F.relu(layer.call(y)));
        return scope.MoveToOuter(F.relu(residual.Through(middle.call(x))));
    }
}

/// <summary>Residual blocks, then up by transposed convolutions.</summary>
internal sealed class VqVaeDecoder(Weights w, VqVaeOptions options) : Module<Tensor, Tensor>(nameof(VqVaeDecoder))
{
    private readonly Conv2d middle = new(w["middle"], options.CodebookWidth, options.Channels, kernel: 3);
    private readonly ModuleList<ResidualBlock> residual = new(options.ResidualBlocks, i => new ResidualBlock(w["residual"][i], options));
    private readonly ModuleList<ConvTranspose2d> up = new(options.Halvings, i =>
        Up(w["up"][i], options, level: options.Halvings - 1 - i));

    public Parameter LastLayer => up[^1].Weight;

    public override Tensor forward(Tensor x) // [b, e, h / f, w / f] to [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        x = F.relu(residual.Through(middle.call(x))); // [b, d, h / f, w / f]
        for (var i = 0; i < up.Count; i++)
        {
            x = up[i].call(i == 0 ? x : F.relu(x));
        }

        return scope.MoveToOuter(x);
    }

    private static ConvTranspose2d Up(Weights w, VqVaeOptions options, int level) =>
        new(w, options.ChannelsAt(level), options.ChannelsAt(level - 1), kernel: 4, stride: 2, padding: 1);
}

/// <summary>ReLU, 3 × 3, ReLU, 1 × 1, added to the input.</summary>
internal sealed class ResidualBlock(Weights w, VqVaeOptions options) : Module<Tensor, Tensor>(nameof(ResidualBlock))
{
    private readonly Conv2d conv1 = new(w["conv1"], options.Channels, options.ResidualChannels, kernel: 3, bias: false);
    private readonly Conv2d conv2 = new(w["conv2"], options.ResidualChannels, options.Channels, kernel: 1, bias: false);

    public override Tensor forward(Tensor x) // [b, d, h, w]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(x + conv2.call(F.relu(conv1.call(F.relu(x)))));
    }
}

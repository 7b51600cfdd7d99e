using Atelier.Models.Vqgan;
using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.VqVae;

/// <summary>The sizes of a <see cref="VqVaeModel"/>.</summary>
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
}

/// <summary>VQ-VAE (van den Oord et al., "Neural Discrete Representation Learning", 2017). b batch, c channels of the picture, d channels inside, e width of an entry.</summary>
public sealed class VqVaeModel : IPictureCodec
{
    private readonly Conv2d[] _down;
    private readonly Conv2d _encoderMiddle;
    private readonly ResidualStack _encoderStack;
    private readonly Conv2d _toLatent;
    private readonly Conv2d _decoderMiddle;
    private readonly ResidualStack _decoderStack;
    private readonly ConvTranspose2d[] _up;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public VqVaeModel(Weights w, VqVaeOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        var (encoder, decoder) = (w["encoder"], w["decoder"]);
        var last = options.Halvings - 1;
        _down = [.. Enumerable.Range(0, options.Halvings).Select(i => new Conv2d(encoder["down"][i], i == 0 ? options.PictureChannels : Width(i - 1), Width(i), kernel: 4, stride: 2, padding: 1))];
        _encoderMiddle = new(encoder["middle"], options.Channels, options.Channels, kernel: 3);
        _encoderStack = new(encoder["residual"], options);
        _toLatent = new(w["to_latent"], options.Channels, options.CodebookWidth, kernel: 1);
        Quantizer = new VectorQuantizer(w["quantize"], options.CodebookSize, options.CodebookWidth, legacyBeta: false, options.Cosine);
        _decoderMiddle = new(decoder["middle"], options.CodebookWidth, options.Channels, kernel: 3);
        _decoderStack = new(decoder["residual"], options);
        _up = [.. Enumerable.Range(0, options.Halvings).Select(i => new ConvTranspose2d(decoder["up"][i], Width(last - i), i == last ? options.PictureChannels : Width(last - i - 1), kernel: 4, stride: 2, padding: 1))];
        w.Verify();

        int Width(int level) => level == last ? options.Channels : options.Channels / 2; // half of the channels but at the bottom
    }

    /// <summary>The sizes.</summary>
    public VqVaeOptions Options { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public IQuantizer Quantizer { get; }

    /// <inheritdoc/>
    public int Factor => 1 << Options.Halvings;

    /// <inheritdoc/>
    public int PictureChannels => Options.PictureChannels;

    /// <inheritdoc/>
    public Parameter LastLayer => _up[^1].Weight;

    /// <inheritdoc/>
    public Tensor EncodeLatent(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = _down.Aggregate(x, (y, layer) => F.relu(layer.Forward(y)));                          // [b, d, h / f, w / f]
        y = _toLatent.Forward(_encoderStack.Forward(_encoderMiddle.Forward(y)));                    // [b, e, h / f, w / f]
        return scope.MoveToOuter(Options.Cosine ? F.normalize(y, dim: 1) : y);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var y = _decoderStack.Forward(_decoderMiddle.Forward(latent)); // [b, d, h / f, w / f]
        for (var i = 0; i < _up.Length; i++)
        {
            y = _up[i].Forward(i == 0 ? y : F.relu(y));
        }

        return scope.MoveToOuter(y);
    }

    /// <inheritdoc/>
    public Tensor Lookup(Tensor indices, long batch, long height, long width) => Codebook.Lookup(Quantizer.Codebook, indices, batch, height, width);

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>Blocks of ReLU, 3 × 3, ReLU, 1 × 1, each added to its input; ReLU at the end.</summary>
    private sealed class ResidualStack(Weights w, VqVaeOptions options)
    {
        private readonly (Conv2d Wide, Conv2d Narrow)[] _blocks = [.. Enumerable.Range(0, options.ResidualBlocks).Select(i => (
            new Conv2d(w[i]["conv1"], options.Channels, options.ResidualChannels, kernel: 3, bias: false),
            new Conv2d(w[i]["conv2"], options.ResidualChannels, options.Channels, kernel: 1, bias: false)))];

        public Tensor Forward(Tensor x) // [b, d, h, w]
        {
            using var scope = NewDisposeScope();
            foreach (var (wide, narrow) in _blocks)
            {
                x = x + narrow.Forward(F.relu(wide.Forward(F.relu(x))));
            }

            return scope.MoveToOuter(F.relu(x));
        }
    }
}

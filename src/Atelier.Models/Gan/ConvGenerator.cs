using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Gan;

/// <summary>The sizes of a <see cref="ConvGenerator"/>.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Side of the pictures.</summary>
    public int Size { get; init; } = 28;

    /// <summary>Channels of the pictures.</summary>
    public int PictureChannels { get; init; } = 1;

    /// <summary>Width of the noise.</summary>
    public int Latent { get; init; } = 64;

    /// <summary>Channels at each size; from one to the next the picture doubles.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [128, 64, 32];

    /// <summary>Side at which it begins.</summary>
    public int Start => Size >> (Channels.Count - 1);
}

/// <summary>A convolutional generator after DCGAN (Radford et al., 2016), growing by repeated pixels and 3 × 3 convolutions. b batch, d width of the noise.</summary>
public sealed class ConvGenerator : IDisposable
{
    private readonly Linear _start;
    private readonly BatchNorm2d[] _norms;
    private readonly Conv2d[] _convolutions;
    private readonly Conv2d _last;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public ConvGenerator(Weights w, GeneratorOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        var channels = options.Channels;
        _start = new(w["start"], options.Latent, channels[0] * options.Start * options.Start);
        _norms = [.. channels.Select((count, i) => new BatchNorm2d(w["norms"][i], count))];
        _convolutions = [.. channels.Skip(1).Select((count, i) => new Conv2d(w["convolutions"][i], channels[i], count, kernel: 3, bias: false))];
        _last = new(w["last"], channels[^1], options.PictureChannels, kernel: 3);
        w.Verify();
    }

    /// <summary>The sizes.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>Every parameter.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether batches are normalised by their own statistics.</summary>
    public bool Training
    {
        set => Array.ForEach(_norms, norm => norm.Training = value);
    }

    /// <summary>Noise [b, d] to pictures [b, c, s, s] in [-1, 1].</summary>
    public Tensor Forward(Tensor noise)
    {
        using var scope = NewDisposeScope();
        var x = _start.Forward(noise).reshape(noise.size(0), -1, Options.Start, Options.Start);
        x = _norms[0].Forward(x, relu: true);
        for (var i = 0; i < _convolutions.Length; i++)
        {
            x = _norms[i + 1].Forward(_convolutions[i].Forward(F.interpolate(x, scale_factor: [2, 2])), relu: true);
        }

        return scope.MoveToOuter(_last.Forward(x).tanh());
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();
}

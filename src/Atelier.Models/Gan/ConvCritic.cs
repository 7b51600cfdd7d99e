using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Gan;

/// <summary>Judges whole pictures: strided 4 × 4 convolutions, then one number, high for real. b batch.</summary>
public sealed class ConvCritic : IDisposable
{
    private const double Slope = 0.2;
    private readonly Conv2d[] _convolutions;
    private readonly BatchNorm2d[] _norms;
    private readonly Linear _judge;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="size">Side of the pictures.</param>
    /// <param name="pictureChannels">Channels of the pictures.</param>
    /// <param name="channels">Channels of each convolution, which halves the picture.</param>
    /// <param name="normalise">Batch normalisation after all but the first; not with a gradient penalty, which is of each picture alone.</param>
    public ConvCritic(Weights w, int size, int pictureChannels, IReadOnlyList<int> channels, bool normalise)
    {
        Parameters = w.Parameters;
        var side = size >> channels.Count;
        _convolutions = [.. channels.Select((count, i) => new Conv2d(w["convolutions"][i], i == 0 ? pictureChannels : channels[i - 1], count, kernel: 4, stride: 2, padding: 1))];
        _norms = normalise ? [.. channels.Skip(1).Select((count, i) => new BatchNorm2d(w["norms"][i], count) { Training = true })] : [];
        _judge = new(w["judge"], channels[^1] * side * side, 1);
        w.Verify();
    }

    /// <summary>Every parameter.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Pictures [b, c, s, s] in [-1, 1] to logits [b, 1].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < _convolutions.Length; i++)
        {
            x = _convolutions[i].Forward(x);
            x = F.leaky_relu((i > 0 && _norms.Length > 0 ? _norms[i - 1].Forward(x) : x), Slope);
        }

        return scope.MoveToOuter(_judge.Forward(x.flatten(1)));
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();
}

using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Lpips;

/// <summary>LPIPS (Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", 2018): how different two pictures look,
/// measured on five depths of a VGG16. Keys as in taming-transformers. b batch, c channels of a depth.</summary>
public sealed class LpipsModel : IPictureDistance
{
    private const double Epsilon = 1e-10;
    private readonly Parameter _shift; // [1, 3, 1, 1]
    private readonly Parameter _scale; // [1, 3, 1, 1]
    private readonly Slice[] _slices;
    private readonly Conv2d[] _weights;

    /// <summary>Builds the network on weights from a file.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="channels">Channels of the five depths; 64, 128, 256, 512, 512 in VGG16.</param>
    public LpipsModel(Weights w, IReadOnlyList<int> channels)
    {
        Parameters = w.Parameters;
        _shift = w["scaling_layer"].Buffer("shift", [1, 3, 1, 1], Initialize.Zeros);
        _scale = w["scaling_layer"].Buffer("scale", [1, 3, 1, 1], Initialize.Ones);
        _slices = [.. Vgg16.Convolutions.Select((indices, depth) => new Slice(w["net"][$"slice{depth + 1}"], indices, depth == 0 ? 3 : channels[depth - 1], channels[depth]))];
        _weights = [.. channels.Select((count, depth) => new Conv2d(w[$"lin{depth}"]["model"][1], count, 1, kernel: 1, bias: false))];
        w.Verify();
    }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    /// <remarks>Each side is at least 16.</remarks>
    public Tensor Forward(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Depths(a, b).Aggregate((sum, depth) => sum + depth));
    }

    /// <summary>What each of the five depths adds to the distance, each [b, 1, 1, 1].</summary>
    public Tensor[] Depths(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Features(a), Features(b));
        return scope.MoveAllToOuter([.. _weights.Select((weight, depth) => weight.Forward((Unit(ours[depth]) - Unit(theirs[depth])).square()).mean([2, 3], keepdim: true))]);
    }

    /// <summary>The activations of the five depths of x [b, 3, h, w] in [-1, 1], each [b, c, h / 2ⁱ, w / 2ⁱ].</summary>
    public Tensor[] Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveAllToOuter([.. BeforeActivation(x).Select(feature => F.relu(feature))]);
    }

    /// <summary>The same before the last ReLU of each depth: what perceptual losses compare since ESRGAN (Wang et al., 2018).</summary>
    public Tensor[] BeforeActivation(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new Tensor[_slices.Length];
        x = (x - _shift.As(x.dtype)) / _scale.As(x.dtype);
        for (var depth = 0; depth < features.Length; depth++)
        {
            features[depth] = _slices[depth].BeforeActivation(depth == 0 ? x : F.max_pool2d(F.relu(features[depth - 1]), 2, 2));
        }

        return scope.MoveAllToOuter(features);
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    // Where all channels are 0, the root's gradient is 0 / 0; the ReLU before it chooses 0 there, so nothing of it goes on.
    private static Tensor Unit(Tensor x) => x / (x.square().sum([1], keepdim: true).sqrt() + Epsilon);

    /// <summary>The convolutions of one depth, each followed by ReLU.</summary>
    private sealed class Slice(Weights w, IReadOnlyList<int> indices, int inChannels, int channels)
    {
        private readonly Conv2d[] _convolutions = [.. indices.Select((index, i) => new Conv2d(w[index], i == 0 ? inChannels : channels, channels, kernel: 3))];

        public Tensor BeforeActivation(Tensor x) => _convolutions[1..].Aggregate(_convolutions[0].Forward(x), (y, convolution) => convolution.Forward(F.relu(y)));
    }
}

using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Discriminators;

/// <summary>Real-ESRGAN's <c>UNetDiscriminatorSN</c> (Wang et al., 2021): judges every pixel, high for real, from its surroundings at three coarser sizes.
/// f features.</summary>
public sealed class UnetDiscriminator : IDisposable
{
    private const double Slope = 0.2;
    private readonly Conv2d _first;
    private readonly SpectralConv2d[] _down;
    private readonly SpectralConv2d[] _up;
    private readonly SpectralConv2d[] _end;
    private readonly Conv2d _last;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="features">Channels at full size; 64 in Real-ESRGAN.</param>
    public UnetDiscriminator(Weights w, int features = 64)
    {
        var f = features;
        Parameters = w.Parameters;
        _first = new(w["conv0"], 3, f, kernel: 3);
        _down = [new(w["conv1"], f, 2 * f, kernel: 4, stride: 2), new(w["conv2"], 2 * f, 4 * f, kernel: 4, stride: 2), new(w["conv3"], 4 * f, 8 * f, kernel: 4, stride: 2)];
        _up = [new(w["conv4"], 8 * f, 4 * f, kernel: 3), new(w["conv5"], 4 * f, 2 * f, kernel: 3), new(w["conv6"], 2 * f, f, kernel: 3)];
        _end = [new(w["conv7"], f, f, kernel: 3), new(w["conv8"], f, f, kernel: 3)];
        _last = new(w["conv9"], f, 1, kernel: 3);
        w.Verify();
    }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether the spectral norms are followed.</summary>
    public bool Training
    {
        set
        {
            foreach (var convolution in _down.Concat(_up).Concat(_end))
            {
                convolution.Training = value;
            }
        }
    }

    /// <summary>Whether training computes in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }

    /// <summary>Pictures [b, 3, h, w] in [0, 1], sides multiples of 8, to logits of pixels [b, 1, h, w], fp32.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = F.leaky_relu(_first.Forward(Parameters.Prepare(x)), Slope); // [b, f, h, w]
        var seen = new Stack<Tensor>();
        foreach (var convolution in _down)
        {
            seen.Push(x);
            x = F.leaky_relu(convolution.Forward(x), Slope);                               // at last [b, 8 f, h / 8, w / 8]
        }

        foreach (var convolution in _up)
        {
            x = F.interpolate(x, [x.size(2) * 2, x.size(3) * 2], mode: InterpolationMode.Bilinear, align_corners: false);
            x = F.leaky_relu(convolution.Forward(x), Slope) + seen.Pop();                  // at last [b, f, h, w]
        }

        foreach (var convolution in _end)
        {
            x = F.leaky_relu(convolution.Forward(x), Slope);
        }

        return scope.MoveToOuter(_last.Forward(x).to(ScalarType.Float32));
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();
}

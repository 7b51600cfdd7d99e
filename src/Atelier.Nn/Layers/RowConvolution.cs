using Atelier.Tensors;

namespace Atelier.Nn.Layers;

/// <summary>A frozen 3 × 3 convolution with zeros around, for processors with AVX512-BF16: reads and writes <see cref="FeatureRows"/>, with activation and
/// shortcuts in one go. By Winograd's minimal filtering F(2, 3) down the columns (Lavin and Gray, 2016): two thirds of the multiplications; sums in fp32.</summary>
public sealed class RowConvolution : IDisposable
{
    /// <summary>Channels out are a multiple of this; those beyond the layer's own are zero.</summary>
    public const int Block = 8;

    private readonly Tensor _weight; // i32 [o / 8, 12 or 16, i / 2, 8], two channels in per number
    private readonly Tensor _bias;   // [o]
    private readonly Tensor? _slope; // [o]
    private readonly bool _doubled;

    /// <summary>Re-orders the weights once.</summary>
    /// <param name="convolution">The layer, in fp32.</param>
    /// <param name="slope">What negative sums are multiplied by, [o] or [1]; null for no activation.</param>
    /// <param name="doubled">Whether every pixel is repeated twice either way first: four 2 × 2 kernels then do the work of one of 3 × 3.</param>
    public RowConvolution(Conv2d convolution, Tensor? slope = null, bool doubled = false)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var weight = convolution.Weight.Value;
        var (o, i) = (weight.Size(0), weight.Size(1));
        Channels = (int)o;
        var more = (Block - (o % Block)) % Block;
        weight = weight.Pad([0, 0, 0, 0, 0, i % 2, 0, more]);                                    // [o, i, 3, 3]
        (o, i) = (o + more, i + (i % 2));
        var taps = (doubled ? Doubled(weight) : Winograd(weight)).To(DType.BFloat16);           // [o, i, t, 3 or 2]
        taps = taps.Reshape(o / Block, Block, i / 2, 2, -1).Permute(0, 4, 2, 1, 3).Contiguous(); // [o / 8, t, i / 2, 8, 2]
        _weight = Tensor.FromBytes(taps.ToBytes(), DType.Int32, o / Block, taps.Size(1), i / 2, Block).Persist();
        _bias = (convolution.Bias?.Value.Pad([0, more]) ?? Tensor.Zeros(o)).Clone().Persist();
        _slope = slope?.Expand(Channels).Pad([0, more]).Clone().Persist();
        _doubled = doubled;
    }

    /// <summary>Whether this machine has what it takes, and nothing faster (AMX, through libtorch).</summary>
    public static bool IsSupported => Processor.Flags.Contains("avx512_bf16") && !Processor.Flags.Contains("amx_bf16");

    /// <summary>Channels out.</summary>
    public int Channels { get; }

    /// <summary>Computes out = (activation(x * weight + bias) · firstScale + first) · secondScale + second.</summary>
    /// <param name="x">The feature map; the channels it has here are all that the layer sees.</param>
    /// <param name="output">Where to, as large as x or twice as large; may be first or second, not x.</param>
    /// <param name="first">Is added, if anything is.</param>
    /// <param name="firstScale">Multiplies the result before.</param>
    /// <param name="second">Is added then.</param>
    /// <param name="secondScale">Multiplies the sum before.</param>
    public void Forward(FeatureRows x, FeatureRows output, FeatureRows? first = null, double firstScale = 1, FeatureRows? second = null, double secondScale = 1) =>
        Functional.ConvolveRows(x.Numbers, _weight, _bias, _slope, output.Numbers, x.Width, _doubled, first?.Numbers, firstScale, second?.Numbers, secondScale);

    /// <summary>A fresh map of the right size, filled with the result.</summary>
    public FeatureRows Forward(FeatureRows x)
    {
        var times = _doubled ? 2 : 1;
        var output = FeatureRows.Blank(x.Count, Channels, x.Height * times, x.Width * times);
        Forward(x, output);
        return output;
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
        _slope?.Dispose();
    }

    // rows g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, g2: [o, i, 4, 3]
    private static Tensor Winograd(Tensor weight)
    {
        var (top, middle, bottom) = (weight.Narrow(2, 0, 1), weight.Narrow(2, 1, 1), weight.Narrow(2, 2, 1));
        return Tensor.Concat(2, top, (top + middle + bottom) * 0.5, (top - middle + bottom) * 0.5, bottom);
    }

    // for each of the four places of a pixel in its square, the kernel's parts that fall on the same small pixel, added: [o, i, 4 · 2, 2]
    private static Tensor Doubled(Tensor weight)
    {
        Tensor Half(Tensor w, int axis, bool second)
        {
            var (first, middle, last) = (w.Narrow(axis, 0, 1), w.Narrow(axis, 1, 1), w.Narrow(axis, 2, 1));
            return second ? Tensor.Concat(axis, first + middle, last) : Tensor.Concat(axis, first, middle + last);
        }

        return Tensor.Concat(2, [.. from place in Enumerable.Range(0, 4) select Half(Half(weight, 2, place > 1), 3, place % 2 == 1)]);
    }
}

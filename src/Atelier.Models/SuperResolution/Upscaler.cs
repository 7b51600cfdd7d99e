namespace Atelier.Models.SuperResolution;

/// <summary>A network that makes pictures larger by a fixed whole factor: x [b, 3, h, w] in [0, 1] to
/// [b, 3, h · scale, w · scale], about [0, 1], not clamped, fp32.</summary>
public abstract class Upscaler(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>How many times larger.</summary>
    public abstract int Scale { get; }

    /// <summary>Both sides of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Radius of the receptive field in input pixels.</summary>
    public abstract int ReceptiveField { get; }

    /// <summary>How many input pixels outside a tile can change what <see cref="Enlarge"/> makes of it.</summary>
    public int Reach => AntiRinging ? Math.Max(ReceptiveField, SuperResolution.AntiRinging.Radius) : ReceptiveField;

    /// <summary>Approximate peak memory per input pixel, in bytes.</summary>
    public abstract long BytesPerPixel { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>Whether <see cref="Enlarge"/> suppresses ringing; the model's configuration says so by <c>anti_ringing</c>.</summary>
    public bool AntiRinging { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Bytes of an element of a feature map.</summary>
    protected int ElementSize => Format.BFloat16 ? 2 : 4;

    /// <summary>The enlarged picture, as the network's <c>call</c> gives it, without ringing if <see cref="AntiRinging"/> is set.</summary>
    /// <param name="small">[b, 3, h, w] in [0, 1].</param>
    public Tensor Enlarge(Tensor small)
    {
        using var scope = NewDisposeScope();
        var large = call(small);
        return scope.MoveToOuter(AntiRinging ? SuperResolution.AntiRinging.Limit(large, small) : large);
    }

    /// <summary>Converts the network in place to bf16, channels-last.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16();
    }
}

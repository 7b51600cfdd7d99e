namespace Atelier.Models.SuperResolution;

/// <summary>A network that makes pictures larger by a fixed whole factor: x [b, 3, h, w] in [0, 1] to
/// [b, 3, h · scale, w · scale], about [0, 1], not clamped, fp32.</summary>
public abstract class Upscaler(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>How many times larger.</summary>
    public abstract int Scale { get; }

    /// <summary>Both sides of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Radius of the receptive field in input pixels: how far a pixel outside a tile can change its result.</summary>
    public abstract int ReceptiveField { get; }

    /// <summary>Approximate peak memory per input pixel, in bytes.</summary>
    public abstract long BytesPerPixel { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Bytes of an element of a feature map.</summary>
    protected int ElementSize => Format.BFloat16 ? 2 : 4;

    /// <summary>Converts the network in place to bf16, channels-last.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16();
    }
}

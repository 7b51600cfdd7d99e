namespace Atelier.Models.SuperResolution;

/// <summary>A network that makes pictures larger by a fixed whole factor: x [b, 3, h, w] in [0, 1] to
/// [b, 3, h · scale, w · scale], about [0, 1], not clamped, fp32.</summary>
public abstract class Upscaler(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>How many times larger.</summary>
    public abstract int Scale { get; }

    /// <summary>Both sides of what it is given must be a multiple of this.</summary>
    public abstract int Multiple { get; }

    /// <summary>How far a pixel can reach, in pixels of the small picture: beyond it, what is outside a tile changes nothing.</summary>
    public abstract int Reach { get; }

    /// <summary>About how much memory its work takes for each pixel of the small picture, in bytes.</summary>
    public abstract long BytesPerPixel { get; }

    /// <summary>How it computes.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>Where it computes.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Bytes of an element of a feature map.</summary>
    protected int ElementSize => Format.BFloat16 ? 2 : 4;

    /// <summary>Converts once to the fast path: bf16, channels-last.</summary>
    public void ToFastPath()
    {
        Format = new(BFloat16: true);
        this.KernelsToBFloat16();
    }
}

using System.Runtime.InteropServices;
using static Atelier.Media.Vips.VipsLibrary;

namespace Atelier.Media.Vips;

/// <summary>A reference to an image inside libvips. Nothing is decoded or computed before <see cref="ToBytes"/>.</summary>
internal sealed class VipsImage : SafeHandle
{
    public const int Srgb = 22; // VIPS_INTERPRETATION_sRGB
    private const int UnsignedByte = 0; // VIPS_FORMAT_UCHAR

    public VipsImage(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    public override bool IsInvalid => handle == 0;

    public int Width => vips_image_get_width(this);

    public int Height => vips_image_get_height(this);

    public int Bands => vips_image_get_bands(this);

    public int Interpretation => vips_image_get_interpretation(this);

    /// <summary>Whether the header holds this field, for example "icc-profile-data".</summary>
    public bool Has(string field) => vips_image_get_typeof(this, field) != 0;

    /// <summary>Copies interleaved 8-bit pixels into libvips.</summary>
    public static unsafe VipsImage FromBytes(byte[] pixels, int width, int height, int bands)
    {
        Require();
        fixed (byte* data = pixels)
        {
            var reference = vips_image_new_from_memory_copy(data, (nuint)pixels.Length, width, height, bands, UnsignedByte);
            if (reference == 0)
            {
                throw new VipsException("new_from_memory", TakeError());
            }
            using var raw = new VipsImage(reference);
            return VipsOperation.Call("copy", ("in", raw), ("interpretation", bands < 3 ? "b-w" : "srgb"));
        }
    }

    /// <summary>Runs the whole pipeline and returns its interleaved pixels; the image must be 8 bit.</summary>
    public byte[] ToBytes()
    {
        var memory = vips_image_write_to_memory(this, out var size);
        if (memory == 0)
        {
            throw new VipsException("write_to_memory", TakeError());
        }
        try
        {
            var pixels = GC.AllocateUninitializedArray<byte>(checked((int)size));
            Marshal.Copy(memory, pixels, 0, pixels.Length);
            return pixels;
        }
        finally
        {
            g_free(memory);
        }
    }

    protected override bool ReleaseHandle()
    {
        g_object_unref(handle);
        return true;
    }
}

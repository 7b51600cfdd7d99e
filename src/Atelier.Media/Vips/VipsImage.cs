using System.Runtime.InteropServices;
using static Atelier.Media.Vips.VipsLibrary;

namespace Atelier.Media.Vips;

/// <summary>A reference to an image inside libvips. Nothing is decoded or computed before <see cref="ToBytes"/>.</summary>
internal sealed class VipsImage : SafeHandle
{
    public const int Srgb = 22; // VIPS_INTERPRETATION_sRGB
    private const int UnsignedByte = 0;  // VIPS_FORMAT_UCHAR
    private const int UnsignedShort = 2; // VIPS_FORMAT_USHORT
    private static readonly string[] Carried = ["icc-profile-data", "exif-data", "xmp-data", "iptc-data", "png-comment-", "resolution-unit"];

    public VipsImage(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    public override bool IsInvalid => handle == 0;

    public int Width => vips_image_get_width(this);

    public int Height => vips_image_get_height(this);

    public int Bands => vips_image_get_bands(this);

    /// <summary>16 where each value takes two bytes, 8 where it takes one, else 0.</summary>
    public int Bits => vips_image_get_format(this) switch { UnsignedByte => 8, UnsignedShort => 16, _ => 0 };

    public int Interpretation => vips_image_get_interpretation(this);

    /// <summary>Whether the header holds this field, for example "icc-profile-data".</summary>
    public bool Has(string field) => vips_image_get_typeof(this, field) != 0;

    /// <summary>Wraps interleaved pixels of 8 or 16 bits that stay where they are: nothing may move or free them while the image lives.</summary>
    public static unsafe VipsImage Around(byte* pixels, nuint size, int width, int height, int bands, int bits)
    {
        Require();
        var reference = vips_image_new_from_memory(pixels, size, width, height, bands, bits == 16 ? UnsignedShort : UnsignedByte);
        if (reference == 0)
        {
            throw new VipsException("new_from_memory", TakeError());
        }
        using var raw = new VipsImage(reference);
        return VipsOperation.Call("copy", ("in", raw), ("interpretation", bits == 16 ? "rgb16" : "srgb"));
    }

    /// <summary>Gives this image the colour profile, EXIF, XMP, IPTC and texts of another.</summary>
    public void TakeMetadataOf(VipsImage other)
    {
        var fields = vips_image_get_fields(other);
        for (var at = fields; Marshal.ReadIntPtr(at) is var name && name != 0; at += nint.Size)
        {
            var field = Marshal.PtrToStringUTF8(name)!;
            var value = default(Value);
            if (Array.Exists(Carried, prefix => field.StartsWith(prefix, StringComparison.Ordinal)) && vips_image_get(other, field, ref value) == 0)
            {
                vips_image_set(this, field, ref value);
                g_value_unset(ref value);
            }
        }
        g_strfreev(fields);
    }

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

    /// <summary>Runs the whole pipeline and returns its interleaved pixels, two bytes for each 16-bit value.</summary>
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

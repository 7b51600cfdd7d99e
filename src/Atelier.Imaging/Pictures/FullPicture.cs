using System.Buffers;
using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Metadata;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>A picture with all its file has: 8 or 16 bits, colour profile, EXIF and other metadata. Upright;
/// RGB or RGBA, alpha not premultiplied.</summary>
public sealed class FullPicture : IDisposable
{
    // optimising Huffman tables takes the whole picture as coefficients, six bytes a pixel
    private const long MaxOptimisedPixels = 50_000_000;
    private const string ParametersKey = "parameters"; // the text in which generators record how they made a picture
    private static readonly string[] s_cameraFields =
    [
        "exif-ifd0-Make", "exif-ifd0-Model", "exif-ifd0-Artist", "exif-ifd0-DateTime", "exif-ifd0-Copyright", "exif-ifd2-DateTimeOriginal",
        "exif-ifd3-GPS",
    ];

    private readonly Image _metadata; // see PictureMetadata
    private readonly byte[] _texts; // chunks of a PNG file

    private FullPicture(Image metadata, byte[] texts, int width, int height, int channels, int bits, byte[] samples) =>
        (_metadata, _texts, Width, Height, Channels, Bits, Samples) = (metadata, texts, width, height, channels, bits, samples);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>3 (RGB) or 4 (RGBA).</summary>
    public int Channels { get; }

    /// <summary>Bits of each value: 8 or 16.</summary>
    public int Bits { get; }

    /// <summary>The values, [height, width, channels]; 16-bit values are little-endian. Not a copy.</summary>
    public byte[] Samples { get; }

    /// <summary>Whether every pixel is opaque.</summary>
    public bool IsOpaque
    {
        get
        {
            var (step, last) = (BytesPerPixel, BytesPerPixel - (Bits / 8));
            for (var i = Channels == 4 ? (long)last : Samples.LongLength; i < Samples.LongLength; i += step)
            {
                if (Samples[i] != 255 || (Bits == 16 && Samples[i + 1] != 255))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether it was taken by a camera that says so: EXIF beyond what libvips adds of its own. TIFF files written here hold
    /// none.</summary>
    public bool HasExif => _metadata.GetFields().Any(name => s_cameraFields.Any(name.StartsWith));

    private int BytesPerPixel => Channels * Bits / 8;

    /// <summary>Reads a picture file. Grey becomes RGB. Floating-point, signed and 32-bit samples become 16-bit; CMYK, Lab and grey with a
    /// profile of its own become sRGB; all else stays as it is.</summary>
    /// <exception cref="ImageFormatException">There is no such file, it is no picture, it is damaged, it is
    /// too large, or it is an animation.</exception>
    public static FullPicture Open(string path)
    {
        var file = PictureReader.ReadFile(path);
        return PictureReader.Decode(file, $"'{path}'", null, upright =>
        {
            using var rgb = PictureColours.ToRgb(upright, $"'{path}'");
            return new FullPicture(
                PictureMetadata.Extract(rgb), PngText.Split(file).Texts, rgb.Width, rgb.Height, rgb.Bands, PictureColours.Bits(rgb),
                LibVips.Samples(rgb));
        });
    }

    /// <summary>An 8-bit picture without metadata.</summary>
    public static FullPicture From(Picture picture) =>
        new(LibVips.Wrap(new byte[3], 1, 1, 3), [], picture.Width, picture.Height, picture.Channels, 8, picture.Pixels);

    /// <summary>A black picture of another size with the same depth, profile and metadata, to be filled by <see cref="Blend"/>.</summary>
    public FullPicture Blank(int width, int height) =>
        new(_metadata.Copy(), _texts, width, height, Channels, Bits, new byte[(long)width * height * BytesPerPixel]);

    /// <summary>A region as [1, c, h, w] in [0, 1].</summary>
    public Tensor Read(int left, int top, int width, int height)
    {
        var count = Channels * height * width;
        var values = ArrayPool<float>.Shared.Rent(count); // a new array for each of many large tiles would pile up
        Parallel.For(0, height, y =>
        {
            var row = Samples.AsSpan((int)(((((long)top + y) * Width) + left) * BytesPerPixel), width * BytesPerPixel);
            var wide = MemoryMarshal.Cast<byte, ushort>(row);
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < Channels; c++)
                {
                    values[(((c * height) + y) * width) + x] = Bits == 16
                        ? wide[(x * Channels) + c] / 65535f
                        : row[(x * Channels) + c] / 255f;
                }
            }
        });
        var picture = tensor(values.AsMemory(0, count), [1, Channels, height, width]);
        ArrayPool<float>.Shared.Return(values);
        return picture;
    }

    /// <summary>Blends pixels [1, c, h, w] in [0, 1] over the region with weights across[x] · down[y].</summary>
    /// <exception cref="ModelFileException">A pixel is not finite, which would become black.</exception>
    public void Blend(Tensor pixels, int left, int top, float[] across, float[] down)
    {
        var (height, width) = (down.Length, across.Length);
        var values = ArrayPool<float>.Shared.Rent(Channels * height * width);
        pixels.CopyTo(values.AsSpan(0, Channels * height * width));
        if (!pixels.isfinite().all().ToBoolean())
        {
            throw PictureTensor.NotFinite();
        }

        var full = Bits == 16 ? 65535f : 255f;
        Parallel.For(0, height, y =>
        {
            var row = Samples.AsSpan((int)(((((long)top + y) * Width) + left) * BytesPerPixel), width * BytesPerPixel);
            var wide = MemoryMarshal.Cast<byte, ushort>(row);
            for (var x = 0; x < width; x++)
            {
                var share = across[x] * down[y];
                for (var c = 0; c < Channels; c++)
                {
                    var at = (x * Channels) + c;
                    var value = Math.Clamp(values[(((c * height) + y) * width) + x], 0, 1) * full;
                    value = MathF.Round(share >= 1 ? value : ((1 - share) * (Bits == 16 ? wide[at] : row[at])) + (share * value));
                    if (Bits == 16)
                    {
                        wide[at] = (ushort)value;
                    }
                    else
                    {
                        row[at] = (byte)value;
                    }
                }
            }
        });
        ArrayPool<float>.Shared.Return(values);
    }

    /// <summary>The picture at another size; depth, profile and metadata stay.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="mayRing">Whether the filter is Lanczos-3, which is sharp and rings beside hard edges; else it is linear.</param>
    public FullPicture Resize(int width, int height, bool mayRing = true)
    {
        if (width == Width && height == Height)
        {
            return this;
        }

        using var image = LibVips.Wrap(Samples, Width, Height, Channels, Bits);
        using var resized = LibVips.Resize(image, width, height, mayRing ? Enums.Kernel.Lanczos3 : Enums.Kernel.Linear);
        return new FullPicture(_metadata.Copy(), _texts, width, height, Channels, Bits, LibVips.Samples(resized));
    }

    /// <summary>Writes the picture in the format its extension names: .png or .tif with all its bits, .jpg or .webp with 8.</summary>
    /// <exception cref="OutputException">The extension is none of those, or the place cannot be written to.</exception>
    public void Save(string path)
    {
        Action<Image, string> write = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => (image, file) => image.Pngsave(file),
            ".jpg" or ".jpeg" or ".jpe" or ".jfif" => (image, file) =>
                image.Jpegsave(file, 95, optimizeCoding: (long)Width * Height <= MaxOptimisedPixels, background: [255]),
            ".webp" => (image, file) => image.Webpsave(file, 95),
            ".tif" or ".tiff" => (image, file) => image.Tiffsave(
                file, Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal,
                bigtiff: Samples.LongLength > int.MaxValue),
            var other => throw new OutputException(MediaKinds.PictureRefusal(other)),
        };
        AtomicFile.WriteNamed(path, file =>
        {
            try
            {
                using var plain = LibVips.Wrap(Samples, Width, Height, Channels, Bits);
                var isPng = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);
                using var copied = PictureMetadata.Copy(_metadata, plain);
                using var image = isPng ? copied.Copy() : WithParameters(copied);
                write(image, file);
                if (_texts.Length > 0 && isPng)
                {
                    AddTexts(file);
                }
            }
            catch (VipsException e)
            {
                throw AtomicFile.CannotWrite(path, LibVips.Reason(e), e);
            }
        });
    }

    /// <summary>Releases the metadata.</summary>
    public void Dispose() => _metadata.Dispose();

    // other formats keep the parameters of a PNG file as XMP
    private Image WithParameters(Image image)
    {
        if (PngText.FindIn(_texts, ParametersKey) is not { } text)
        {
            return image.Copy();
        }

        var packet = image.Contains(PictureMetadata.Xmp) ? (byte[])image.Get(PictureMetadata.Xmp) : null;
        return image.Mutate(header => header.Set(
            GValue.BlobType, PictureMetadata.Xmp, XmpTexts.Packet(new Dictionary<string, string> { [ParametersKey] = text }, packet)));
    }

    private void AddTexts(string file)
    {
        var bare = file + ".bare";
        File.Move(file, bare);
        using var from = new FileStream(bare, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using var to = File.Create(file);
        PngText.Insert(from, _texts, to);
    }
}

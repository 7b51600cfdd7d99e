using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Metadata;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>
/// A picture in memory: 8 bits per channel, sRGB, rows from the top, channels interleaved (RGB or RGBA, alpha not premultiplied).
/// </summary>
public sealed class Picture
{
    /// <summary>The most pixels a picture may have: 100 million.</summary>
    public const long MaxPixels = 100_000_000;

    private const int MaxJpegXmp = 65_000; // the size of a segment; libvips would silently drop more

    /// <summary>Wraps <paramref name="pixels"/> without copying them.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">3 (RGB) or 4 (RGBA).</param>
    /// <param name="pixels">width × height × channels bytes.</param>
    public Picture(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (3 or 4))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "a picture has 3 or 4 channels");
        }
        if (pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"{width}×{height}×{channels} pixels take {(long)width * height * channels} bytes, not {pixels.Length}.", nameof(pixels));
        }
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>3 (RGB) or 4 (RGBA).</summary>
    public int Channels { get; }

    /// <summary>The pixels themselves, [height, width, channels]; not a copy.</summary>
    public byte[] Pixels { get; }

    /// <summary>A picture of one colour.</summary>
    public static Picture Blank(int width, int height, Colour colour)
    {
        var pixels = new byte[(long)width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
        }
        return new Picture(width, height, 3, pixels);
    }

    /// <summary>
    /// Reads a PNG, JPEG, WebP, GIF, TIFF or SVG file of one picture, upright and converted to 8-bit sRGB.
    /// The size is checked in the header, before decoding.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="fit">For SVG, the box (width = height = fit) that the drawing is scaled to fill; null for its own size.</param>
    /// <exception cref="ImageFormatException">There is no such file, it is no picture, it is damaged, or it is too large.</exception>
    public static Picture Load(string path, int? fit = null)
    {
        return Decode(PictureReader.ReadFile(path), $"'{path}'", fit);
    }

    /// <summary>Like <see cref="Load"/>, from the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="fit">As for <see cref="Load"/>.</param>
    /// <exception cref="ImageFormatException">The bytes are no picture, are damaged, or the picture is too large.</exception>
    public static Picture Decode(byte[] bytes, string name = "the picture", int? fit = null) => PictureReader.Read(bytes, name, fit);

    /// <summary>
    /// Writes the picture in the format its extension names: .png, .jpg/.jpeg, .webp or
    /// .tif/.tiff. Transparent parts become white in a JPEG.
    /// </summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="texts">Texts kept inside, by key (see <see cref="ReadText"/>): of a PNG in chunks of text, of other
    /// formats in XMP. Keys are letters alone.</param>
    /// <exception cref="OutputException">The extension is none of those, or the place cannot be written to.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? texts = null) =>
        AtomicFile.Write(path, Encode(Path.GetExtension(path), texts));

    /// <summary>Checks that a picture can be saved there, before long work.</summary>
    /// <exception cref="OutputException">As for <see cref="Save"/>.</exception>
    public static void RequireWritable(string path)
    {
        _ = Blank(1, 1, Colour.White).Encode(Path.GetExtension(path));
        AtomicFile.RequireWritable(path);
    }

    /// <summary>The bytes of a file in the format that <paramref name="extension"/> names (".png", …).</summary>
    /// <exception cref="OutputException">The extension is none of those that can be written.</exception>
    public byte[] Encode(string extension, IReadOnlyDictionary<string, string>? texts = null)
    {
        using var plain = ToVips();
        var isPng = extension.Equals(".png", StringComparison.OrdinalIgnoreCase);
        using var image = texts is null || isPng
            ? plain.Copy()
            : plain.Mutate(header => header.Set(GValue.BlobType, PictureMetadata.Xmp, XmpTexts.Packet(texts)));
        var keep = texts is null || isPng ? Enums.ForeignKeep.None : Enums.ForeignKeep.Xmp;
        switch (extension.ToLowerInvariant())
        {
            case ".png":
                var png = image.PngsaveBuffer(keep: keep);
                return texts is null ? png : PngText.Insert(png, texts);
            case ".jpg" or ".jpeg" or ".jpe" or ".jfif":
                if (keep == Enums.ForeignKeep.Xmp && ((byte[])image.Get(PictureMetadata.Xmp)).Length > MaxJpegXmp)
                {
                    throw new OutputException(
                        "What the picture was made with is too long for a JPEG file: write it as .png, .webp or .tif.");
                }

                return image.JpegsaveBuffer(95, optimizeCoding: true, keep: keep, background: [255]);
            case ".webp":
                return image.WebpsaveBuffer(95, keep: keep);
            case ".tif" or ".tiff":
                return image.TiffsaveBuffer(
                    Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal, keep: keep);
            default:
                throw new OutputException(MediaKinds.PictureRefusal(extension));
        }
    }

    /// <summary>The text that a picture file holds under <paramref name="key"/>: a PNG in chunks of text, any other in its XMP. Null where
    /// there is none, or the file is no picture.</summary>
    /// <exception cref="ImageFormatException">The file cannot be read.</exception>
    public static string? ReadText(string path, string key)
    {
        if (InputFile.IsEmpty(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            if (PngText.Find(file, key) is { } text)
            {
                return text;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFormatException($"Cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }

        return PictureReader.Xmp(PictureReader.ReadFile(path)) is { } packet ? XmpTexts.Find(packet, key) : null;
    }

    /// <summary>The picture at another size, through a Lanczos-3 filter (with area averaging where it shrinks a lot).</summary>
    public Picture Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == Width && height == Height)
        {
            return this;
        }
        using var image = ToVips();
        using var resized = LibVips.Resize(image, width, height);
        return new Picture(width, height, Channels, resized.WriteToMemory<byte>());
    }

    /// <summary>The picture resized to this longer side, in proportion.</summary>
    public Picture Resize(int longer)
    {
        var (width, height) = FitSize(Width, Height, longer);
        return Resize(width, height);
    }

    /// <summary>A size scaled to this longer side, in proportion; at least one pixel each.</summary>
    public static (int Width, int Height) FitSize(int width, int height, int longer)
    {
        var scale = (double)longer / Math.Max(width, height);
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    /// <summary>A crop that starts at (<paramref name="left"/>, <paramref name="top"/>).</summary>
    public Picture Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left + width > Width || top + height > Height)
        {
            throw new ArgumentException($"The crop {width}×{height} at ({left}, {top}) is not inside {Width}×{Height}.", nameof(width));
        }
        var pixels = new byte[width * height * Channels];
        for (var y = 0; y < height; y++)
        {
            Pixels.AsSpan(((top + y) * Width + left) * Channels, width * Channels).CopyTo(pixels.AsSpan(y * width * Channels));
        }
        return new Picture(width, height, Channels, pixels);
    }

    /// <summary>The largest centred part with this aspect ratio, resized to this size.</summary>
    public Picture Cover(int width, int height)
    {
        var cropWidth = (int)Math.Clamp(Math.Round((double)Height * width / height), 1, Width);
        var cropHeight = (int)Math.Clamp(Math.Round((double)Width * height / width), 1, Height);
        return Crop((Width - cropWidth) / 2, (Height - cropHeight) / 2, cropWidth, cropHeight).Resize(width, height);
    }

    /// <summary>The picture as RGB, composited over a background colour.</summary>
    public Picture Flatten(Colour background)
    {
        if (Channels == 3)
        {
            return this;
        }
        var pixels = new byte[Width * Height * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            var alpha = Pixels[from + 3];
            pixels[to] = Blend(Pixels[from], background.Red, alpha);
            pixels[to + 1] = Blend(Pixels[from + 1], background.Green, alpha);
            pixels[to + 2] = Blend(Pixels[from + 2], background.Blue, alpha);
        }
        return new Picture(Width, Height, 3, pixels);
    }

    /// <summary>Pastes <paramref name="other"/>, of as many channels, into this picture in place; what lies outside is cropped.</summary>
    public void Paste(Picture other, int left, int top)
    {
        if (Channels != other.Channels)
        {
            throw new ArgumentException($"A picture of {other.Channels} channels does not fit into one of {Channels}.", nameof(other));
        }
        int firstX = Math.Max(0, -left), lastX = Math.Min(other.Width, Width - left);
        for (var y = Math.Max(0, -top); y < Math.Min(other.Height, Height - top) && firstX < lastX; y++)
        {
            other.Pixels.AsSpan((y * other.Width + firstX) * Channels, (lastX - firstX) * Channels)
                .CopyTo(Pixels.AsSpan(((top + y) * Width + left + firstX) * Channels));
        }
    }

    private static byte Blend(int above, int below, int alpha) => (byte)((above * alpha + below * (255 - alpha) + 127) / 255);

    private Image ToVips() => LibVips.Wrap(Pixels, Width, Height, Channels);
}

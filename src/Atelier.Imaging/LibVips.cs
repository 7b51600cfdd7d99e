using Atelier.Core;
using NetVips;

namespace Atelier.Imaging;

/// <summary>Initialises libvips once, at the first picture: its cache and its log handlers are settings of the whole process.</summary>
internal static class LibVips
{
    /// <summary>The family of the shipped font.</summary>
    public const string Font = "Open Sans";

    private const Enums.LogLevelFlags AllButErrors =
        Enums.LogLevelFlags.Critical | Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Info
            | Enums.LogLevelFlags.Debug;

    private static readonly Log.LogDelegate Silent = (_, _, _) => { }; // kept alive: libvips calls it until the process ends
    private static readonly Lazy<bool> FontAdded = new(AddFont);
    private static readonly Lazy<string?> Failure = new(Start);

    /// <summary>Initialises libvips.</summary>
    /// <exception cref="NativeLibraryException">The native library is missing.</exception>
    public static void Require()
    {
        if (Failure.Value is { } failure)
        {
            throw new NativeLibraryException(failure);
        }
    }

    /// <summary>Registers the shipped font, so that text is drawn on systems without fonts.</summary>
    /// <exception cref="NativeLibraryException">The native library is missing.</exception>
    public static void RequireFont() => _ = FontAdded.Value;

    /// <summary>Wraps interleaved 8-bit or 16-bit samples without copying; they must not change during the image's life.</summary>
    public static Image Wrap(byte[] samples, int width, int height, int bands, int bits = 8)
    {
        Require();
        using var raw = bits == 16
            ? Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Ushort)
            : Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bits == 16 ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
    }

    /// <summary>The interleaved samples of an 8-bit or 16-bit image; 16-bit samples are little-endian.</summary>
    public static byte[] Samples(Image image)
    {
        using var bytes = image.Format == Enums.BandFormat.Ushort
            ? image.Copy(bands: image.Bands * 2, format: Enums.BandFormat.Uchar, interpretation: Enums.Interpretation.Multiband)
            : image.Copy();
        return bytes.WriteToMemory<byte>();
    }

    /// <summary>Resizes with a filter, Lanczos-3 by default. The sample format stays, and alpha is premultiplied, so that hidden colours do
    /// not bleed.</summary>
    public static Image Resize(Image image, int width, int height, Enums.Kernel kernel = Enums.Kernel.Lanczos3)
    {
        var (across, down) = ((double)width / image.Width, (double)height / image.Height);
        if (!image.HasAlpha())
        {
            return image.Resize(across, kernel, vscale: down);
        }

        using var premultiplied = image.Premultiply();
        using var scaled = premultiplied.Resize(across, kernel, vscale: down);
        using var straight = scaled.Unpremultiply();
        using var rounded = straight.Rint();
        return rounded.Cast(image.Format);
    }

    /// <summary>libvips's own error message, on one line.</summary>
    public static string Reason(VipsException failure)
    {
        // the first line is NetVips's
        var lines = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1);
        return string.Join("; ", lines) is { Length: > 0 } reason ? reason : "libvips gives no reason";
    }

    private static bool AddFont()
    {
        Require();
        using var letter = Image.Text("a", $"{Font} 8", fontfile: Path.Combine(AppContext.BaseDirectory, "Fonts", "OpenSans.ttf"));
        return true;
    }

    private static string? Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return $"Pictures need libvips, which does not load here: {ModuleInitializer.Exception?.Message.Split('\n')[0].TrimEnd('.')}.";
        }

        Cache.Max = 0; // pictures are decoded once; caching results would only hold memory
        foreach (var domain in (string[])["VIPS", "librsvg", "GLib-GObject"])
        {
            Log.SetLogHandler(domain, AllButErrors, Silent); // errors are returned anyway
        }

        return null;
    }
}

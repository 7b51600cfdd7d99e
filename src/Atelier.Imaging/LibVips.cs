using Atelier.Core;
using NetVips;

namespace Atelier.Imaging;

/// <summary>How libvips is set up here, in one place; nothing is touched before the first picture.</summary>
internal static class LibVips
{
    /// <summary>The family of the shipped font.</summary>
    public const string Font = "Open Sans";

    private const Enums.LogLevelFlags AllButErrors =
        Enums.LogLevelFlags.Critical | Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Info
            | Enums.LogLevelFlags.Debug;

    private static readonly Log.LogDelegate Silent = (_, _, _) => { }; // kept here: libvips calls it as long as the process lives
    private static readonly Lazy<bool> FontAdded = new(AddFont);
    private static readonly Lazy<string?> Failure = new(Start);

    /// <summary>Sets libvips up once.</summary>
    /// <exception cref="NativeLibraryException">The native library is missing.</exception>
    public static void Require()
    {
        if (Failure.Value is { } failure)
        {
            throw new NativeLibraryException(failure);
        }
    }

    /// <summary>Makes the shipped font known, so that letters are drawn on systems without any.</summary>
    /// <exception cref="NativeLibraryException">The native library is missing.</exception>
    public static void RequireFont() => _ = FontAdded.Value;

    /// <summary>Wraps interleaved samples of 8 or 16 bits, which are not copied and must not change while the image lives.</summary>
    public static Image Around(byte[] samples, int width, int height, int bands, int bits = 8)
    {
        Require();
        using var raw = bits == 16
            ? Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Ushort)
            : Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bits == 16 ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
    }

    /// <summary>Computes the interleaved samples of an image of 8 or 16 bits; those of 16 take two bytes, the lower first.</summary>
    public static byte[] Samples(Image image)
    {
        using var bytes = image.Format == Enums.BandFormat.Ushort
            ? image.Copy(bands: image.Bands * 2, format: Enums.BandFormat.Uchar, interpretation: Enums.Interpretation.Multiband)
            : image.Copy();
        return bytes.WriteToMemory<byte>();
    }

    /// <summary>Another size through a Lanczos-3 filter; the samples keep their format, and hidden colours do
    /// not bleed out of transparent parts.</summary>
    public static Image Resized(Image image, int width, int height)
    {
        var (across, down) = ((double)width / image.Width, (double)height / image.Height);
        if (!image.HasAlpha())
        {
            return image.Resize(across, Enums.Kernel.Lanczos3, vscale: down);
        }

        using var premultiplied = image.Premultiply();
        using var scaled = premultiplied.Resize(across, Enums.Kernel.Lanczos3, vscale: down);
        using var straight = scaled.Unpremultiply();
        using var rounded = straight.Rint();
        return rounded.Cast(image.Format);
    }

    /// <summary>What libvips itself said of a failure, on one line.</summary>
    public static string Reason(VipsException failure)
    {
        // the first is NetVips's
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

        Cache.Max = 0; // pictures are decoded once; kept results would only hold memory
        foreach (var domain in (string[])["VIPS", "librsvg", "GLib-GObject"])
        {
            Log.SetLogHandler(domain, AllButErrors, Silent); // what matters comes back as an error
        }

        return null;
    }
}

using System.Runtime.InteropServices;

namespace Atelier.Models.Clip;

/// <summary>Unicode normal forms by GLib (which libvips brings): the program runs without ICU, where .NET leaves texts as they are.</summary>
internal static partial class UnicodeForm
{
    private const string Glib = "libglib-2.0.so.0";

    /// <summary>Canonical composition (NFC).</summary>
    public static string Composed(string text) => Normalized(text, 1);

    /// <summary>Compatibility composition (NFKC).</summary>
    public static string Compatible(string text) => Normalized(text, 3);

    private static string Normalized(string text, int mode)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var result = g_utf8_normalize(text, -1, mode);
        try
        {
            return Marshal.PtrToStringUTF8(result) ?? text; // null where the text is no valid Unicode
        }
        finally
        {
            g_free(result);
        }
    }

    [LibraryImport(Glib, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint g_utf8_normalize(string text, nint length, int mode);

    [LibraryImport(Glib)]
    private static partial void g_free(nint memory);
}

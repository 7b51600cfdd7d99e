using System.Globalization;
using System.Security;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>Draws text.</summary>
internal static class TextPicture
{
    private const int Longest = 300; // UTF-16 units; Pango refuses texts that fill a picture of more than 32,767 rows

    /// <summary>Centred text in black on white, wrapped to a width in pixels, also within words; null when there is nothing to
    /// draw.</summary>
    /// <param name="text">The text; only its beginning is drawn when it is very long.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="points">The size of its letters.</param>
    public static Picture? Draw(string text, int width, int points = 8)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        LibVips.RequireFont();
        using var mask = Image.Text(
            SecurityElement.Escape(Begin(text)), $"{LibVips.Font} {points}", width, align: Enums.Align.Centre, dpi: 90,
            wrap: Enums.TextWrap.WordChar);
        var alpha = mask.WriteToMemory<byte>();
        var pixels = new byte[alpha.Length * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 - alpha[i / 3]);
        }

        return new Picture(mask.Width, mask.Height, 3, pixels);
    }

    // as many whole letters as fit
    private static string Begin(string text)
    {
        var end = 0;
        while (end < text.Length && StringInfo.GetNextTextElementLength(text, end) is var next && end + next <= Longest)
        {
            end += next;
        }

        return end < text.Length ? text[..end] + "…" : text;
    }
}

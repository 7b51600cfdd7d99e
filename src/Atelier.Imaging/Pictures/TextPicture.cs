using System.Security;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>Draws text.</summary>
internal static class TextPicture
{
    /// <summary>Centred text in black on white, wrapped to a width in pixels; null when there is nothing to draw.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="points">The size of its letters.</param>
    public static Picture? Draw(string text, int width, int points = 8)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        LibVips.RequireFont();
        using var mask = Image.Text(SecurityElement.Escape(text), $"{LibVips.Font} {points}", width, align: Enums.Align.Centre, dpi: 90);
        var alpha = mask.WriteToMemory<byte>();
        var pixels = new byte[alpha.Length * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 - alpha[i / 3]);
        }

        return new Picture(mask.Width, mask.Height, 3, pixels);
    }
}

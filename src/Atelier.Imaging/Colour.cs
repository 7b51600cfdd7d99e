using System.Globalization;

namespace Atelier.Imaging;

/// <summary>An sRGB colour, 0 to 255 each.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour White => new(255, 255, 255);

    public static Colour Black => new(0, 0, 0);

    /// <summary>The colour as <c>#rrggbb</c>, in lower case.</summary>
    public string ToHex() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>The colour written as <c>#rrggbb</c>; null if the text is no such colour.</summary>
    public static Colour? FromHex(string text) =>
        text.Length == 7 && text[0] == '#'
        && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : null;
}

namespace Atelier.Imaging;

/// <summary>An sRGB colour, 0 to 255 each.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour White => new(255, 255, 255);

    public static Colour Black => new(0, 0, 0);
}

using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Complete;

/// <summary>The part of a picture that is kept while the rest is drawn anew, as fractions of its sides.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
public sealed record ObservedRegion(double Left, double Top, double Right, double Bottom)
{
    private const double Rounding = 1e-9;

    /// <summary>Parses <c>top:1/8</c>, <c>bottom:0.5</c>, <c>left:1/2</c>, <c>right:1/3</c> or <c>box:left,top,width,height</c>.</summary>
    /// <exception cref="OptionException">The text has another form, or the region exceeds the picture.</exception>
    public static ObservedRegion Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (side, numbers) = colon < 0 ? (text, []) : (text[..colon], text[(colon + 1)..].Split(',').Select(ParseFraction).ToArray());
        ObservedRegion? region = (side, numbers) switch
        {
            ("top", [var height]) => new(0, 0, 1, height),
            ("bottom", [var height]) => new(0, 1 - height, 1, 1),
            ("left", [var width]) => new(0, 0, width, 1),
            ("right", [var width]) => new(1 - width, 0, 1, 1),
            ("box", [var left, var top, var width, var height]) => new(left, top, left + width, top + height),
            _ => null,
        };
        return region is { Left: >= 0, Top: >= 0, Right: <= 1, Bottom: <= 1 } && region.Left < region.Right && region.Top < region.Bottom
            ? region
            : throw new OptionException(
                $"{nameof(ObservedRegion)} '{text}' is no part of a picture: top:1/2, bottom:1/2, left:1/2, right:1/2 or " +
                "box:left,top,width,height with fractions of the sides is needed.",
                nameof(ObservedRegion));
    }

    /// <summary>The pixels that lie wholly in the region, of a square picture.</summary>
    /// <param name="size">The picture's side in pixels.</param>
    public InpaintMask ToPixels(int size)
    {
        int First(double edge) => (int)Math.Ceiling((edge * size) - Rounding);
        int End(double edge) => (int)Math.Floor((edge * size) + Rounding);
        return new(First(Left), First(Top), End(Right), End(Bottom));
    }

    // a number, or a quotient of two; NaN for anything else
    private static double ParseFraction(string text)
    {
        var parts = text.Split('/')
            .Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .ToArray();
        return parts switch
        {
            [var number] => number,
            [var numerator, > 0 and var denominator] => numerator / denominator,
            _ => double.NaN,
        };
    }
}

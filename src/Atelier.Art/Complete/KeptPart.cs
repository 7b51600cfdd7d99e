using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Complete;

/// <summary>The part of a picture that stays when the rest is drawn anew, in shares of its sides.</summary>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">Where it begins.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Bottom">Where it ends.</param>
public sealed record KeptPart(double Left, double Top, double Right, double Bottom)
{
    private const double Rounding = 1e-9;

    /// <summary>Reads <c>top:1/8</c>, <c>bottom:0.5</c>, <c>left:1/2</c>, <c>right:1/3</c> or <c>box:left,top,width,height</c>.</summary>
    /// <exception cref="UserException">It is none of these, or lies outside of the picture.</exception>
    public static KeptPart Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (side, numbers) = colon < 0 ? (text, []) : (text[..colon], text[(colon + 1)..].Split(',').Select(Number).ToArray());
        KeptPart? part = (side, numbers) switch
        {
            ("top", [var share]) => new(0, 0, 1, share),
            ("bottom", [var share]) => new(0, 1 - share, 1, 1),
            ("left", [var share]) => new(0, 0, share, 1),
            ("right", [var share]) => new(1 - share, 0, 1, 1),
            ("box", [var left, var top, var width, var height]) => new(left, top, left + width, top + height),
            _ => null,
        };
        return part is { Left: >= 0, Top: >= 0, Right: <= 1, Bottom: <= 1 } && part.Left < part.Right && part.Top < part.Bottom
            ? part
            : throw new UserException(
                $"--keep '{text}' is no part of a picture: top:1/2, bottom:1/2, left:1/2, right:1/2 or box:left,top,width,height with " +
                "shares of the sides is needed.");
    }

    /// <summary>The part of a picture of so many pixels a side.</summary>
    public KnownCodes Of(int size)
    {
        int First(double share) => (int)Math.Ceiling((share * size) - Rounding);
        int End(double share) => (int)Math.Floor((share * size) + Rounding);
        return new(First(Left), First(Top), End(Right), End(Bottom));
    }

    private static double Number(string text)
    {
        var parts = text.Split('/')
            .Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .ToArray();
        return parts switch { [var number] => number, [var above, > 0 and var below] => above / below, _ => double.NaN };
    }
}

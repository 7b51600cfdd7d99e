using System.Numerics;

namespace Atelier.Art.Paint.Rendering;

/// <summary>Transparent paint on white paper. Light passes the film on its way to the paper and back, and the film keeps a share of each
/// colour (Beer and Lambert's law; Kubelka and Munk's model for a pigment that does not scatter, as in Curtis et al., "Computer-Generated
/// Watercolor", 1997). Films over each other multiply. A pixel of which a share c lies under the film is multiplied by
/// 1 - c (1 - T), T being the film's transmittance: a stroke's colour in the strokes file.</summary>
internal static class Glaze
{
    // Too dark is worse than too light: what is too light can be glazed again, but nothing is taken off.
    private const float TooDark = 10;

    /// <summary>The least transmittance of one stroke: darks are built of several.</summary>
    public const float LeastTransmittance = 0.3f;

    /// <summary>The effect of a stroke, in which pixels that it would make too dark count <see cref="TooDark"/> times.</summary>
    /// <param name="footprint">The stroke's pixels.</param>
    /// <param name="paint">The canvas.</param>
    /// <param name="target">The picture to be painted.</param>
    /// <param name="width">Columns of both.</param>
    public static StrokeEffect Evaluate(in StrokeFootprint footprint, Vector4[] paint, ReadOnlySpan<Vector4> target, int width)
    {
        var even = Sums(footprint, paint, target, width, Vector4.Zero, Vector4.One);
        return Sums(footprint, paint, target, width, Vector4.One - even.Best, new(TooDark));
    }

    // pixels that this absorptance would make too dark have the weight tooDark
    private static StrokeEffect Sums(
        in StrokeFootprint footprint, Vector4[] paint, ReadOnlySpan<Vector4> target, int width, Vector4 absorptance, Vector4 tooDark)
    {
        Vector4 underSquare = default, cross = default;
        float weight = 0, area = 0;
        var (first, last) = footprint.Rows(0, target.Length / width);
        for (var y = first; y < last; y++)
        {
            var (left, right) = footprint.Columns(y, width);
            for (var x = left; x < right; x++)
            {
                var cover = footprint.Cover(x, y, out _);
                var at = (y * width) + x;
                var once = cover * paint[at];
                var rest = target[at] - paint[at];
                var isDark = Vector4.GreaterThan(rest + (absorptance * once), Vector4.Zero);
                var weighted = Vector4.ConditionalSelect(isDark, tooDark, Vector4.One) * once;
                weight += cover * cover;
                area += cover;
                underSquare += weighted * once;
                cross += weighted * rest;
            }
        }

        return new(weight, area, default, default, underSquare, cross) { Medium = PaintMedium.Glaze };
    }
}

namespace Atelier.Art.Paint.Strokes;

/// <summary>One stroke of a painting, independent of resolution: lengths are in units of the picture's longer side.</summary>
/// <param name="X">Centre, from the left edge.</param>
/// <param name="Y">Centre, from the top edge.</param>
/// <param name="Length">Along the stroke.</param>
/// <param name="Thickness">Across it.</param>
/// <param name="Angle">Clockwise from the horizontal, in half turns.</param>
/// <param name="Red">0 to 1.</param>
/// <param name="Green">0 to 1.</param>
/// <param name="Blue">0 to 1.</param>
/// <param name="Level">0 for the coarsest.</param>
/// <param name="Mark">Index of the brush mark, modulo their number.</param>
public readonly record struct Stroke(
    float X, float Y, float Length, float Thickness, float Angle, float Red, float Green, float Blue, int Level, int Mark)
{
    /// <summary>The same stroke in canonical form: at least as long as it is thick, with an angle in [0, 2). Angles that differ by 1
    /// paint in opposite directions.</summary>
    public Stroke Canonical()
    {
        var turned = Thickness > Length ? this with { Length = Thickness, Thickness = Length, Angle = Angle + 0.5f } : this;
        return turned with { Angle = turned.Angle - (2 * MathF.Floor(turned.Angle / 2)) };
    }
}

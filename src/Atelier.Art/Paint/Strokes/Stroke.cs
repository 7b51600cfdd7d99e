namespace Atelier.Art.Paint.Strokes;

/// <summary>One stroke of a painting, at no particular resolution: lengths are in units of the picture's longer side.</summary>
/// <param name="X">Centre, from the left edge.</param>
/// <param name="Y">Centre, from the top edge.</param>
/// <param name="Length">Along the stroke.</param>
/// <param name="Thickness">Across it.</param>
/// <param name="Angle">Clockwise from the horizontal, in half turns.</param>
/// <param name="Red">0 to 1.</param>
/// <param name="Green">0 to 1.</param>
/// <param name="Blue">0 to 1.</param>
/// <param name="Level">0 for the coarsest.</param>
/// <param name="Mark">Which of the brush's marks; counted round.</param>
public readonly record struct Stroke(
    float X, float Y, float Length, float Thickness, float Angle, float Red, float Green, float Blue, int Level, int Mark)
{
    /// <summary>The same mark, lying: never thicker than long, the angle in [0, 2): a half turn on, its end is its beginning.</summary>
    public Stroke Lying()
    {
        var lying = Thickness > Length ? this with { Length = Thickness, Thickness = Length, Angle = Angle + 0.5f } : this;
        return lying with { Angle = lying.Angle - (2 * MathF.Floor(lying.Angle / 2)) };
    }
}

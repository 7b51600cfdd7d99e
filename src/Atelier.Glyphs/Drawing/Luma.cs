namespace Atelier.Glyphs.Drawing;

/// <summary>Luma of BT.601.</summary>
internal static class Luma
{
    /// <summary>The luma of a colour, in the range of its components.</summary>
    public static float Of(float r, float g, float b) => (0.299f * r) + (0.587f * g) + (0.114f * b);
}

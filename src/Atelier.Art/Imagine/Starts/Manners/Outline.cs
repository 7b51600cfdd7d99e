namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>An outline: black contours on white, without shades.</summary>
internal static class Outline
{
    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Math.Max(1, picture.size(2) / 128.0);
        var lines = (Tones.Blur(Tones.Edges(picture), 0.6 * unit) * 3.5).clamp(0, 1);
        return scope.MoveToOuter((1 - lines).expand(-1, 3, -1, -1).contiguous());
    }
}

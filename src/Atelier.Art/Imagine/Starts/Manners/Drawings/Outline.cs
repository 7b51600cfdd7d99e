namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>An outline: black contours on white, without shades.</summary>
internal static class Outline
{
    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((1 - Tones.Lines(picture, width: 0.6, strength: 3.5)).expand(-1, 3, -1, -1).contiguous());
    }
}

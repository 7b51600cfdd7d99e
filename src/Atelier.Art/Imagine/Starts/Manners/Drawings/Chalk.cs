namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>Chalk on a blackboard: light lines in the colours of the picture, and dusty fillings.</summary>
internal static class Chalk
{
    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var board = Tones.Colour([0.14f, 0.2f, 0.18f], picture);
        var chalk = 0.55 + (0.45 * Tones.Blur(picture, unit));                                  // [1, 3, h, w]
        var dust = 0.55 + (0.45 * Tones.Noise(picture, (int)Math.Max(2, 1.6 * unit), seed));    // where the chalk took
        var lines = Tones.Lines(picture, width: 0.9, strength: 3);
        var filled = (1 - FigureMask.Background(picture)) * 0.4;
        var cover = (maximum(lines, filled) * dust).clamp(0, 1);
        return scope.MoveToOuter((board * (1 - cover)) + (chalk * cover));
    }
}

namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>Wax crayon or pastel: slanted coloured strokes on rough white paper.</summary>
internal static class Crayon
{
    private const double Period = 11; // of the strokes, in units

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var hand = Tones.Slant(picture, down: 0.7, across: 1) + (7 * Tones.Noise(picture, (int)(14 * unit), seed));
        var stroke = 0.58 + (0.42 * (hand * (2 * Math.PI / Period)).sin());
        var rough = 0.35 + (0.95 * Tones.Noise(picture, (int)Math.Max(1, 3 * unit), seed + 1));     // where the wax took
        var cover = (stroke * rough * 1.25).clamp(0, 1);                                              // [1, 1, h, w]
        var colour = Tones.Deep(Tones.Blur(picture, 1.2 * unit));
        var filled = 1 + ((colour - 1) * cover);
        var lines = (Tones.Lines(picture, width: 1.1, strength: 2.6) * rough).clamp(0, 1);
        return scope.MoveToOuter(filled + (((colour * 0.45) - filled) * lines));
    }
}

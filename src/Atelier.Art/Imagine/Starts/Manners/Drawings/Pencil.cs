namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>A pencil sketch: grey outlines and hatched shades on paper.</summary>
internal static class Pencil
{
    private const double Paper = 0.97;
    private const double Graphite = 0.22;

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var luma = StartVariants.LumaOf(picture);
        var lines = Tones.Lines(picture, width: 0.7, strength: 3);
        var stroke = (Tones.Slant(picture, down: 1, across: 1) * (2 * Math.PI / 4)).sin() * 0.5 + 0.5; // every fourth pixel
        var hand = (Tones.Noise(picture, (int)(6 * unit), seed) * 0.5) + 0.5;
        var shade = (1 - luma).square() * (0.25 + (0.75 * stroke)) * hand * 0.75;
        var ink = (1 - ((1 - lines) * (1 - shade))).clamp(0, 1);
        return scope.MoveToOuter((Paper + ((Graphite - Paper) * ink)).expand(-1, 3, -1, -1).contiguous());
    }
}

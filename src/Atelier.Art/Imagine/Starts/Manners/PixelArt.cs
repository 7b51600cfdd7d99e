namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Pixel art: large square pixels of few colours.</summary>
internal static class PixelArt
{
    private const int Pixels = 16; // along the shorter side: one is what a code of the shipped codec spans
    private const int Levels = 5;  // of each channel

    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (picture.size(2), picture.size(3));
        var cell = Math.Max(1, Math.Min(h, w) / Pixels);
        var small = F.interpolate(picture, [Math.Max(1, h / cell), Math.Max(1, w / cell)], mode: InterpolationMode.Area);
        small = Tones.Flat(small, Levels);
        return scope.MoveToOuter(F.interpolate(small, [h, w], mode: InterpolationMode.Nearest));
    }
}

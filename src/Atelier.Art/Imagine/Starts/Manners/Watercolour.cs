namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>A watercolour: thin washes that run, darker at their edges, with granulation, on white paper.</summary>
internal static class Watercolour
{
    private const double Thinness = 0.72; // of a wash against the colour itself

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var washed = Tones.Blur(Displaced(picture, 2.5 * unit, seed), 1.2 * unit);
        var pigment = (1 - washed) * Thinness;                                                          // what the paper loses of its white
        var pools = 0.65 + (0.7 * Tones.Noise(picture, (int)(18 * unit), seed ^ 1));                    // where the wash was wetter
        var grains = 0.9 + (0.2 * Tones.Noise(picture, (int)(1.5 * unit), seed ^ 2));
        var rim = 1 + (1.2 * Tones.Blur(Tones.Edges(washed), 0.6 * unit));
        return scope.MoveToOuter((1 - (pigment * pools * grains * rim)).clamp(0, 1));
    }

    // every pixel from some pixels beside it, so that edges waver
    private static Tensor Displaced(Tensor picture, double pixels, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (picture.size(2), picture.size(3));
        var rows = linspace(-1 + (1.0 / h), 1 - (1.0 / h), h, device: picture.device).reshape(1, h, 1).expand(1, h, w);
        var columns = linspace(-1 + (1.0 / w), 1 - (1.0 / w), w, device: picture.device).reshape(1, 1, w).expand(1, h, w);
        var cell = (int)Math.Max(2, 3 * pixels);
        var (dx, dy) = (Shift(3) * (4 * pixels / w), Shift(4) * (4 * pixels / h));
        return scope.MoveToOuter(F.grid_sample(
            picture, stack([columns + dx, rows + dy], 3), padding_mode: GridSamplePaddingMode.Border, align_corners: false));

        Tensor Shift(ulong which) => Tones.Noise(picture, cell, seed ^ which).squeeze(1) - 0.5;          // [1, h, w]
    }
}

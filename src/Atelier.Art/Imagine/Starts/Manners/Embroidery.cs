namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Embroidery in cross stitch, on linen.</summary>
internal static class Embroidery
{
    private const int Stitch = 7; // units
    private static readonly float[] Linen = [0.92f, 0.88f, 0.79f];

    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var side = (int)(Stitch * Tones.Unit(picture));
        var (h, w) = (picture.size(2), picture.size(3));
        var (rows, columns) = (Math.Max(1, h / side), Math.Max(1, w / side));
        var colours = Stitched(Tones.Deep(picture), rows, columns);
        var figure = Stitched(1 - FigureMask.Background(picture), rows, columns).gt(0.4).to(ScalarType.Float32);    // [1, 1, h, w]
        var (y, x) = (Within(h, rows, picture.device).reshape(1, 1, -1, 1), Within(w, columns, picture.device).reshape(1, 1, 1, -1));
        var away = minimum((x - y).abs(), (x + y).abs());                                                            // of the cross
        var thread = (1.25 - (1.5 * away)).clamp(0.3, 1.1);
        var hole = maximum(x.abs(), y.abs()).gt(0.8).to(ScalarType.Float32);
        var linen = Tones.Colour(Linen, picture) * (1 - (0.12 * hole));
        return scope.MoveToOuter(((linen * (1 - figure)) + (colours * thread * figure)).clamp(0, 1));
    }

    // one colour for each stitch
    private static Tensor Stitched(Tensor picture, long rows, long columns) => F.interpolate(
        F.adaptive_avg_pool2d(picture, [rows, columns]), [picture.size(2), picture.size(3)], mode: InterpolationMode.Nearest);

    // where pixels lie in their stitches, -1 to 1
    private static Tensor Within(long pixels, long stitches, Device device) =>
        ((((arange(pixels, dtype: ScalarType.Float32) + 0.5) * stitches / pixels).remainder(1) * 2) - 1).to(device);
}

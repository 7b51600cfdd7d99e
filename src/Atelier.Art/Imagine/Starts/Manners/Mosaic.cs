namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>A mosaic: square stones, each a little darker than its place, in light mortar.</summary>
internal static class Mosaic
{
    private const int Stones = 12; // along the shorter side: the shipped codec loses smaller ones
    private const double Mortar = 0.85, Unevenness = 0.3, Detail = 0.6; // what stones keep of the picture
    private static readonly float[] Ground = [0.55f, 0.72f, 0.8f]; // of a white one

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (picture.size(2), picture.size(3));
        var cell = Math.Max(4, Math.Min(h, w) / Stones);
        var (rows, columns) = (Math.Max(1, h / cell), Math.Max(1, w / cell));
        using var random = new Generator(seed);
        var uneven = 1 - (rand([1, 1, rows, columns], generator: random).to(picture.device) * Unevenness);
        var ground = Tones.Colour(Ground, picture);
        var laid = FigureMask.OnGround(Tones.Deep(picture), picture, FigureMask.Background(picture), ground);
        var stones = F.interpolate(
            F.interpolate(laid, [rows, columns], mode: InterpolationMode.Area) * uneven, [h, w], mode: InterpolationMode.Nearest);
        stones = lerp(stones, laid, Detail);
        var (down, across) = (Joint(h, rows), Joint(w, columns));
        var joints = maximum(down.reshape(1, 1, h, 1), across.reshape(1, 1, 1, w)).to(picture.device);
        return scope.MoveToOuter((stones * (1 - joints)) + (Mortar * joints));

        // 1 where mortar is
        Tensor Joint(long length, long cells) =>
            (arange(length, dtype: ScalarType.Float32) * ((double)cells / length)).frac().lt(1.6 * Tones.Unit(picture) / cell)
                .to(ScalarType.Float32);
    }
}

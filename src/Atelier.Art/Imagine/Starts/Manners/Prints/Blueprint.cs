namespace Atelier.Art.Imagine.Starts.Manners.Prints;

/// <summary>A blueprint: white lines and a fine grid on blue.</summary>
internal static class Blueprint
{
    private const int Cell = 12; // of the grid, in units
    private static readonly float[] Blue = [0.09f, 0.28f, 0.6f];

    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var cell = (int)(Cell * Tones.Unit(picture));
        var (rows, columns) = (arange(picture.size(2)).remainder(cell).eq(0), arange(picture.size(3)).remainder(cell).eq(0));
        var grid = rows.reshape(1, 1, -1, 1).logical_or(columns.reshape(1, 1, 1, -1)).to(ScalarType.Float32).to(picture.device);
        var lines = maximum(Tones.Lines(picture, width: 0.7, strength: 3.2), grid * 0.2); // [1, 1, h, w]
        var blue = Tones.Colour(Blue, picture);
        return scope.MoveToOuter(blue + ((0.97 - blue) * lines));
    }
}

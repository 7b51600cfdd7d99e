namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Graffiti: bright colours in white and black contours, sprayed on a wall of bricks.</summary>
internal static class Graffiti
{
    private const int Course = 10; // units of a row of bricks
    private static readonly float[] Brick = [0.62f, 0.3f, 0.23f];
    private static readonly float[] Mortar = [0.78f, 0.74f, 0.7f];

    /// <summary>Redraws a picture [1, 3, h, w]; the seed burns the bricks.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var unit = Tones.Unit(picture);
        var wall = Wall(picture, unit, seed);
        var figure = 1 - FigureMask.Background(picture);                        // [1, 1, h, w]
        var halo = (Tones.Blur(figure, 2.2 * unit) * 4).clamp(0, 1);
        var paint = Tones.Deep(picture) * (1 - Tones.Lines(picture, width: 0.9, strength: 2.6));
        var sprayed = wall + ((0.97 - wall) * halo);
        sprayed += (paint - sprayed) * figure;
        return scope.MoveToOuter((sprayed * (0.85 + (0.3 * wall.mean([1], keepdim: true)))).clamp(0, 1));
    }

    // [1, 3, h, w]
    private static Tensor Wall(Tensor picture, double unit, ulong seed)
    {
        var (height, length) = (Course * unit, 2.4 * Course * unit);
        var rows = arange(picture.size(2), dtype: ScalarType.Float32, device: picture.device).reshape(1, 1, -1, 1);
        var columns = arange(picture.size(3), dtype: ScalarType.Float32, device: picture.device).reshape(1, 1, 1, -1);
        var course = (rows / height).floor();
        var along = columns + (course.remainder(2) * (length / 2));
        var joint = (rows.remainder(height) < 1.3 * unit).logical_or(along.remainder(length) < 1.3 * unit).to(ScalarType.Float32);
        var burnt = 0.8 + (0.4 * Tones.Noise(picture, (int)height, seed));
        var (brick, mortar) = (Tones.Colour(Brick, picture) * burnt, Tones.Colour(Mortar, picture));
        return brick + ((mortar - brick) * joint);
    }
}

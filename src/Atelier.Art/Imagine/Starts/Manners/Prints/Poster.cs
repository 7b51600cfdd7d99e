namespace Atelier.Art.Imagine.Starts.Manners.Prints;

/// <summary>A poster or colour woodblock: few flat, warm colours in dark blue contours, on a ground that fades to paper.</summary>
internal static class Poster
{
    private const int Levels = 4; // of each channel
    private static readonly float[] Paper = [0.97f, 0.92f, 0.8f];
    private static readonly float[] Indigo = [0.1f, 0.13f, 0.27f];
    private static readonly float[][] Skies = [[0.36f, 0.6f, 0.68f], [0.9f, 0.52f, 0.33f], [0.48f, 0.62f, 0.47f]];

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var paper = Tones.Colour(Paper, picture);
        var sky = Tones.Colour(Skies[(int)(seed % (ulong)Skies.Length)], picture);
        var indigo = Tones.Colour(Indigo, picture);
        var flat = Tones.Flat(Tones.Deep(Tones.Blur(picture, 0.8 * Tones.Unit(picture))), Levels) * paper;
        var fade = linspace(1, -0.4, picture.size(2)).clamp(0, 1).reshape(1, 1, -1, 1).to(picture.device);
        var background = FigureMask.Background(picture); // [1, 1, h, w]
        var coloured = (flat * (1 - background)) + ((paper + ((sky - paper) * fade)) * background);
        var lines = Tones.Lines(picture, width: 0.7, strength: 2.8);
        return scope.MoveToOuter(coloured + ((indigo - coloured) * lines));
    }
}

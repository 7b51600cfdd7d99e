namespace Atelier.Art.Imagine.Starts.Manners.Prints;

/// <summary>Pop art and comics: flat full colours in thick black contours, on a bright ground.</summary>
internal static class PopArt
{
    private const int Levels = 4; // of each channel
    private static readonly float[][] Grounds = [[1f, 0.87f, 0.2f], [1f, 0.55f, 0.68f], [0.35f, 0.8f, 0.92f]];

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var flat = Tones.Flat(Tones.Deep(picture), Levels);
        var ground = Tones.Colour(Grounds[(int)(seed % (ulong)Grounds.Length)], picture);
        var background = FigureMask.Background(picture);
        var coloured = (flat * (1 - background)) + (ground * background);
        return scope.MoveToOuter(coloured * (1 - Tones.Lines(picture, width: 0.9, strength: 3)));
    }
}

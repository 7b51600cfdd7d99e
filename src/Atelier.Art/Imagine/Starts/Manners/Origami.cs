namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Origami: few large folds of light paper in the colours of the picture, on its ground.</summary>
internal static class Origami
{
    private const int Folds = 8;       // along the shorter side
    private const double Paper = 0.35; // what it adds of white

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var background = FigureMask.Background(picture);
        var folded = LowPoly.Draw(picture, seed, Folds);
        var noise = Tones.Noise(picture, (int)(picture.size(2) / Folds), seed).expand(-1, 3, -1, -1);
        var light = 0.82 + (0.3 * LowPoly.Draw(noise, seed, Folds)); // how each fold lies to the light
        var paper = ((Paper + ((1 - Paper) * folded)) * light).clamp(0, 1);
        return scope.MoveToOuter((paper * (1 - background)) + (picture * background));
    }
}

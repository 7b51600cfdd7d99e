namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>A silhouette: a black figure on the ground that it stands on.</summary>
internal static class Silhouette
{
    private const double Black = 0.04;

    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random. One without a plain ground stays as it is.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var ground = FigureMask.Background(picture);                                                    // [1, 1, h, w]
        return scope.MoveToOuter((picture * ground) + (Black * (1 - ground)));
    }
}

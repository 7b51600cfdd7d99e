namespace Atelier.Art.Imagine.Starts.Manners.Drawings;

/// <summary>A silhouette: a black figure on the ground that it stands on, or all black that is darker than the sky.</summary>
internal static class Silhouette
{
    private const double Black = 0.04;
    private const double Darker = 0.05; // luma; what is not so much darker than the sky belongs to it
    private const double Soft = 20;     // of luma, at the edges

    /// <summary>Redraws a picture [1, 3, h, w]; nothing lies at random.</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var ground = FigureMask.WhiteGround(picture) ?? Sky(picture); // [1, 1, h, w]
        return scope.MoveToOuter((picture * ground) + (Black * (1 - ground)));
    }

    // what is as light as the darkest of the upper quarter
    private static Tensor Sky(Tensor picture)
    {
        var luma = Tones.Blur(StartVariants.LumaOf(picture), Tones.Unit(picture));
        var sky = luma[.., .., ..(Index)(int)(picture.size(2) / 4)].quantile(tensor(0.05f).to(luma.device));
        return ((luma - sky + Darker) * Soft).clamp(0, 1);
    }
}

namespace Atelier.Art.Imagine.Starts;

/// <summary>A pale ground of one colour behind a drawing on white: of four seeds one has it, so that several pictures of one prompt show
/// several ideas.</summary>
internal static class SoftGround
{
    private const ulong Every = 4;
    private const ulong At = 2; // not the first two, which are the best drawings

    private static readonly (byte R, byte G, byte B)[] Colours = // sky, cream, mint, lilac, rose
        [(190, 224, 248), (255, 230, 185), (200, 236, 205), (226, 208, 246), (255, 208, 204)];

    /// <summary>Whether a seed has one.</summary>
    public static bool IsFor(ulong seed) => seed % Every == At;

    /// <summary>The drawing [1, 3, h, w] in [0, 1] on it; unchanged if it has a ground of its own.</summary>
    public static Tensor Lay(Tensor drawing, ulong seed)
    {
        using var scope = NewDisposeScope();
        if (FigureMask.WhiteGround(drawing) is not { } ground)
        {
            return drawing;
        }

        var (r, g, b) = Colours[seed / Every % (ulong)Colours.Length];
        var colour = tensor(new[] { r / 255f, g / 255f, b / 255f }, [1, 3, 1, 1]).to(drawing.device);
        return scope.MoveToOuter(FigureMask.OnGround(drawing, drawing, ground, colour));
    }
}

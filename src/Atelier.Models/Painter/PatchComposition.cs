namespace Atelier.Models.Painter;

/// <summary>Renders the strokes of a grid of patches as Paint Transformer does: a patch's strokes may fill a window of twice its size, and
/// windows are painted in four groups that do not overlap. Unlike in the published code, odd grids work too: every window is written back
/// to where it was read.</summary>
public static class PatchComposition
{
    private static readonly (int Row, int Column)[] Groups = [(0, 0), (1, 1), (1, 0), (0, 1)];

    /// <summary>The painted canvas [1, 3, h, w].</summary>
    /// <param name="strokes">[rows, columns, t, 8], in units of the windows.</param>
    /// <param name="painted">[rows, columns, t]: true where a stroke is painted.</param>
    /// <param name="canvas">[1, 3, h, w]; h and w are multiples of rows and columns.</param>
    /// <param name="renderer">Draws the strokes.</param>
    public static Tensor Paint(Tensor strokes, Tensor painted, Tensor canvas, PublishedStrokeRenderer renderer)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (strokes.size(0), strokes.size(1));
        var (height, width) = (2 * canvas.size(2) / rows, 2 * canvas.size(3) / columns);     // of a window
        var ground = F.pad(canvas, [width / 4, width / 4, height / 4, height / 4]);
        foreach (var (first, start) in Groups)
        {
            for (long row = first; row < rows; row += 2)
            {
                for (long column = start; column < columns; column += 2)
                {
                    using var inner = NewDisposeScope();
                    long[] chosen = [.. painted.select(0, row).select(0, column).to(ScalarType.Int64).ToArray<long>()
                        .Select((yes, i) => (yes, i)).Where(pair => pair.yes != 0).Select(pair => (long)pair.i)];
                    if (chosen.Length == 0)
                    {
                        continue;
                    }

                    var window = ground.narrow(2, row * height / 2, height).narrow(3, column * width / 2, width);
                    var own = strokes.select(0, row).select(0, column).index_select(0, tensor(chosen, [chosen.Length])); // [n, 8]
                    var (foreground, alpha) = renderer.Render(own, (int)height, (int)width);
                    var picture = window;
                    for (var i = 0; i < chosen.Length; i++)
                    {
                        var mask = alpha.narrow(0, i, 1);
                        picture = (foreground.narrow(0, i, 1) * mask) + (picture * (1 - mask));
                    }

                    window.copy_(picture);
                }
            }
        }

        return scope.MoveToOuter(ground.narrow(2, height / 4, canvas.size(2)).narrow(3, width / 4, canvas.size(3)).contiguous());
    }
}

using Atelier.Tensors;

namespace Atelier.Models.Painter;

/// <summary>Lays the strokes of a grid of patches onto a canvas as Paint Transformer does: each patch's strokes may fill a window of twice its
/// size; windows that do not overlap are painted together, in four groups, so serial and parallel painting agree. On odd grids, too, every
/// window is put back where it was taken from (the published code takes the columns of a band elsewhere).</summary>
public static class PatchComposition
{
    private static readonly (int Row, int Column)[] Groups = [(0, 0), (1, 1), (1, 0), (0, 1)];

    /// <summary>The painted canvas [1, 3, h, w].</summary>
    /// <param name="strokes">[rows, columns, t, 8], in measures of the windows.</param>
    /// <param name="painted">[rows, columns, t]: true where a stroke is painted.</param>
    /// <param name="canvas">[1, 3, h, w]; h and w are multiples of rows and columns.</param>
    /// <param name="renderer">Draws the strokes.</param>
    public static Tensor Paint(Tensor strokes, Tensor painted, Tensor canvas, StrokeRenderer renderer)
    {
        using var scope = TensorScope.Enter();
        var (rows, columns) = (strokes.Size(0), strokes.Size(1));
        var (height, width) = (2 * canvas.Size(2) / rows, 2 * canvas.Size(3) / columns);     // of a window
        var ground = canvas.Pad([width / 4, width / 4, height / 4, height / 4]);
        foreach (var (first, start) in Groups)
        {
            for (long row = first; row < rows; row += 2)
            {
                for (long column = start; column < columns; column += 2)
                {
                    using var inner = TensorScope.Enter();
                    long[] chosen = [.. painted.Select(0, row).Select(0, column).To(DType.Int64).ToArray<long>().Select((yes, i) => (yes, i)).Where(pair => pair.yes != 0).Select(pair => (long)pair.i)];
                    if (chosen.Length == 0)
                    {
                        continue;
                    }

                    var window = ground.Narrow(2, row * height / 2, height).Narrow(3, column * width / 2, width);
                    var own = strokes.Select(0, row).Select(0, column).IndexSelect(0, Tensor.From(chosen, chosen.Length)); // [n, 8]
                    var (foreground, alpha) = renderer.Render(own, (int)height, (int)width);
                    var picture = window;
                    for (var i = 0; i < chosen.Length; i++)
                    {
                        var cover = alpha.Narrow(0, i, 1);
                        picture = (foreground.Narrow(0, i, 1) * cover) + (picture * (1 - cover));
                    }

                    window.CopyInPlace(picture);
                }
            }
        }

        return scope.Keep(ground.Narrow(2, height / 4, canvas.Size(2)).Narrow(3, width / 4, canvas.Size(3)).Contiguous());
    }
}

using Atelier.Media;
using Atelier.Models.Painter;
using Atelier.Tensors;

namespace Atelier.Art.Paint;

/// <summary>How a level cuts the picture into square patches: the longer side is 2^level patches, or, shifted by half a patch, one more.</summary>
internal sealed class PatchGrid
{
    private const int Side = PainterOptions.PatchSize;
    private readonly int _gridWidth;
    private readonly int _gridHeight;

    public PatchGrid(int width, int height, int level, bool shifted)
    {
        var unit = (double)(Side << level) / Math.Max(width, height);
        (_gridWidth, _gridHeight) = (Math.Max(1, (int)Math.Round(width * unit)), Math.Max(1, (int)Math.Round(height * unit)));
        var more = shifted ? 1 : 0;
        (Columns, Rows) = (((_gridWidth + Side - 1) / Side) + more, ((_gridHeight + Side - 1) / Side) + more);
        (Left, Top) = (((Columns * Side) - _gridWidth) / 2, ((Rows * Side) - _gridHeight) / 2);
        Unit = Side << level;
    }

    public int Columns { get; }

    public int Rows { get; }

    // what stands out on the left and at the top, in pixels of the level
    private int Left { get; }

    private int Top { get; }

    // the longer side in pixels of the level
    private int Unit { get; }

    /// <summary>The side of a patch as a share of the picture's longer side.</summary>
    public float PatchShare => Side / (float)Unit;

    /// <summary>The left edge of a patch, in units of the longer side; and its top edge.</summary>
    public (float X, float Y) Origin(int patch) => (((patch % Columns * Side) - Left) / (float)Unit, ((patch / Columns * Side) - Top) / (float)Unit);

    /// <summary>A picture's patches [rows · columns, 3, 32, 32] in [0, 1]; beyond its edges its outermost pixels go on.</summary>
    public Tensor Cut(Picture picture)
    {
        using var scope = TensorScope.Enter();
        var grid = picture.Resize(_gridWidth, _gridHeight).ToTensor();
        var whole = grid.Pad([Left, (Columns * Side) - _gridWidth - Left, Top, (Rows * Side) - _gridHeight - Top], "replicate");
        return scope.Keep(whole.Reshape(3, Rows, Side, Columns, Side).Permute(1, 3, 0, 2, 4).Reshape(-1, 3, Side, Side).Contiguous());
    }
}

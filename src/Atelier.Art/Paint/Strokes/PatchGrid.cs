using Atelier.Imaging.Pictures;
using Atelier.Models.Painter;

namespace Atelier.Art.Paint.Strokes;

/// <summary>The square patches of a level. The longer side has 2^level patches, or one more in the grid shifted by half a patch.</summary>
internal sealed class PatchGrid
{
    private const int Side = PainterOptions.PatchSize;
    private readonly int _gridWidth;
    private readonly int _gridHeight;

    public PatchGrid(int width, int height, int level, bool shifted)
    {
        var unit = (double)(Side << level) / Math.Max(width, height);
        (_gridWidth, _gridHeight) = (Math.Max(1, (int)Math.Round(width * unit)), Math.Max(1, (int)Math.Round(height * unit)));
        var extra = shifted ? 1 : 0;
        (Columns, Rows) = (((_gridWidth + Side - 1) / Side) + extra, ((_gridHeight + Side - 1) / Side) + extra);
        (Left, Top) = (((Columns * Side) - _gridWidth) / 2, ((Rows * Side) - _gridHeight) / 2);
        Unit = Side << level;
    }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => Columns * Rows;

    // padding on the left and at the top, in pixels of the level
    private int Left { get; }

    private int Top { get; }

    // the longer side in pixels of the level
    private int Unit { get; }

    /// <summary>The side of a patch as a fraction of the picture's longer side.</summary>
    public float PatchFraction => Side / (float)Unit;

    /// <summary>The upper left corner of a patch, in units of the longer side.</summary>
    public (float X, float Y) Origin(int patch) =>
        (((patch % Columns * Side) - Left) / (float)Unit, ((patch / Columns * Side) - Top) / (float)Unit);

    /// <summary>The picture at the level's size.</summary>
    public Picture Fit(Picture picture) => picture.Resize(_gridWidth, _gridHeight);

    /// <summary>Some patches of a fitted picture (RGB), [count, 3, 32, 32] in [0, 1], with replicated borders.</summary>
    public Tensor Cut(Picture fitted, int first, int count)
    {
        var values = new float[count * 3 * Side * Side];
        for (int patch = first, to = 0; patch < first + count; patch++)
        {
            var (left, top) = ((patch % Columns * Side) - Left, (patch / Columns * Side) - Top);
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = top; y < top + Side; y++)
                {
                    var row = Math.Clamp(y, 0, _gridHeight - 1) * _gridWidth;
                    for (var x = left; x < left + Side; x++)
                    {
                        values[to++] = fitted.Pixels[((row + Math.Clamp(x, 0, _gridWidth - 1)) * 3) + channel] / 255f;
                    }
                }
            }
        }

        return tensor(values, [count, 3, Side, Side]);
    }
}

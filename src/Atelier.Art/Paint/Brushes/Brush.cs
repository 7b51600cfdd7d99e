using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Brushes;

/// <summary>A brush mark with the stroke along the rows: for each pixel the coverage and the thickness of the paint.</summary>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="cover">[height, width] in [0, 1].</param>
/// <param name="relief">[height, width] in [0, 1]; 0.5 is the mean thickness.</param>
public sealed class Brush(int width, int height, float[] cover, float[] relief)
{
    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Coverage, [height, width] in [0, 1].</summary>
    public float[] Cover => cover;

    /// <summary>Thickness, [height, width] in [0, 1]; 0.5 is the mean.</summary>
    public float[] Relief => relief;

    /// <summary>A brush from a picture of bright paint on black.</summary>
    /// <param name="picture">Its alpha channel, if there is one, is the coverage.</param>
    /// <param name="upright">The stroke runs along the columns, and is turned.</param>
    public static Brush FromPicture(Picture picture, bool upright)
    {
        var (columns, rows) = upright ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var (paint, thickness) = (new float[columns * rows], new float[columns * rows]);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var from = (upright ? (x * picture.Width) + y : (y * picture.Width) + x) * picture.Channels;
                var (red, green, blue) = (picture.Pixels[from], picture.Pixels[from + 1], picture.Pixels[from + 2]);
                var luma = (((float)Luma.Red * red) + ((float)Luma.Green * green) + ((float)Luma.Blue * blue)) / 255;
                paint[(y * columns) + x] = picture.Channels == 4 ? picture.Pixels[from + 3] / 255f : Math.Min(1, luma * 4);
                thickness[(y * columns) + x] = luma;
            }
        }

        return new(columns, rows, paint, thickness);
    }

    /// <summary>The mark at half the size by 2 × 2 averages; null if it is too small.</summary>
    public Brush? HalfSize()
    {
        var (columns, rows) = (width / 2, height / 2);
        if (columns < 2 || rows < 2)
        {
            return null;
        }

        float[] Half(float[] from)
        {
            var to = new float[columns * rows];
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    var at = (2 * y * width) + (2 * x);
                    to[(y * columns) + x] = (from[at] + from[at + 1] + from[at + width] + from[at + width + 1]) / 4;
                }
            }

            return to;
        }

        return new(columns, rows, Half(cover), Half(relief));
    }

    /// <summary>The coverage as a tensor [1, 1, height, width].</summary>
    public Tensor ToTensor() => tensor(cover, [1, 1, height, width]);
}

using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Brushes;

/// <summary>A brush's mark, lying: the stroke runs along the rows. For each pixel how much paint
/// covers the ground, and how thick it lies.</summary>
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

    /// <summary>How much paint covers the ground, [height, width] in [0, 1].</summary>
    public float[] Cover => cover;

    /// <summary>How thick the paint lies, [height, width] in [0, 1].</summary>
    public float[] Relief => relief;

    /// <summary>A brush of a person's own picture: bright is paint, black is none; upright marks are laid down.</summary>
    /// <param name="picture">Its alpha channel, where there is one, is the cover.</param>
    /// <param name="upright">The mark stands.</param>
    public static Brush Of(Picture picture, bool upright)
    {
        var (columns, rows) = upright ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var (paint, thickness) = (new float[columns * rows], new float[columns * rows]);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var from = (upright ? (x * picture.Width) + y : (y * picture.Width) + x) * picture.Channels;
                var light =
                    ((0.299f * picture.Pixels[from]) + (0.587f * picture.Pixels[from + 1]) + (0.114f * picture.Pixels[from + 2])) / 255;
                paint[(y * columns) + x] = picture.Channels == 4 ? picture.Pixels[from + 3] / 255f : Math.Min(1, light * 4);
                thickness[(y * columns) + x] = light;
            }
        }

        return new(columns, rows, paint, thickness);
    }

    /// <summary>Half the size, each pixel the mean of four; null when it is too small to halve.</summary>
    public Brush? Halved()
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

    /// <summary>The cover as a tensor [1, 1, height, width].</summary>
    public Tensor ToTensor() => tensor(cover, [1, 1, height, width]);
}

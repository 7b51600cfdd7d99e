using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Strokes;

/// <summary>The direction along edges at each point of a picture: the minor eigenvector of the structure tensor.</summary>
internal sealed class OrientationField
{
    private const int BlurWidth = 3; // pixels of the box filter

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _angle;     // in half turns
    private readonly float[] _coherence; // 0 isotropic, 1 a single direction

    /// <param name="picture">RGB.</param>
    /// <param name="longer">Longer side of the picture at which gradients are taken; small for coarse structure.</param>
    public OrientationField(Picture picture, int longer)
    {
        var small = picture.Resize(longer);
        (_width, _height) = (small.Width, small.Height);
        var (xx, xy, yy) = (new float[_width * _height], new float[_width * _height], new float[_width * _height]);
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var (left, right) = (Math.Max(x - 1, 0), Math.Min(x + 1, _width - 1));
                var (above, below) = (Math.Max(y - 1, 0), Math.Min(y + 1, _height - 1));
                for (var c = 0; c < 3; c++)
                {
                    int At(int column, int row) => small.Pixels[(((row * _width) + column) * 3) + c];
                    var (dx, dy) = (At(right, y) - At(left, y), At(x, below) - At(x, above));
                    var at = (y * _width) + x;
                    xx[at] += dx * dx;
                    xy[at] += dx * dy;
                    yy[at] += dy * dy;
                }
            }
        }

        (xx, xy, yy) = (Blur(xx), Blur(xy), Blur(yy));
        (_angle, _coherence) = (new float[xx.Length], new float[xx.Length]);
        for (var i = 0; i < xx.Length; i++)
        {
            var difference = MathF.Sqrt(((xx[i] - yy[i]) * (xx[i] - yy[i])) + (4 * xy[i] * xy[i]));
            _angle[i] = (0.5f * MathF.Atan2(2 * xy[i], xx[i] - yy[i]) / MathF.PI) + 0.5f;
            _coherence[i] = difference / (xx[i] + yy[i] + 60); // the constant suppresses directions in flat regions
        }
    }

    /// <summary>The direction at a point (in units of the longer side), in half turns, and its coherence, 0 to 1.</summary>
    public (float Angle, float Coherence) At(float x, float y)
    {
        var unit = Math.Max(_width, _height);
        var at = (Math.Clamp((int)(y * unit), 0, _height - 1) * _width) + Math.Clamp((int)(x * unit), 0, _width - 1);
        return (_angle[at], _coherence[at]);
    }

    // three box filters in a row approximate a Gaussian
    private float[] Blur(float[] values)
    {
        for (var round = 0; round < 3; round++)
        {
            values = BoxFilter(values, _width, _height, 1, _width);
            values = BoxFilter(values, _height, _width, _width, 1);
        }

        return values;
    }

    private static float[] BoxFilter(float[] values, int length, int lines, int step, int next)
    {
        var means = new float[values.Length];
        for (var line = 0; line < lines; line++)
        {
            for (var i = 0; i < length; i++)
            {
                float sum = 0;
                for (var j = -BlurWidth / 2; j <= BlurWidth / 2; j++)
                {
                    sum += values[(line * next) + (Math.Clamp(i + j, 0, length - 1) * step)];
                }

                means[(line * next) + (i * step)] = sum / ((BlurWidth / 2 * 2) + 1);
            }
        }

        return means;
    }
}

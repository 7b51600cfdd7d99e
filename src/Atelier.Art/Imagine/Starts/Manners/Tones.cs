namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>What several manners need of a picture.</summary>
internal static class Tones
{
    /// <summary>Pixels of a picture for one of the shipped models' own, 128 high.</summary>
    public static double Unit(Tensor picture) => Math.Max(1, picture.size(2) / 128.0);

    /// <summary>The lines of a drawing, 0 to 1, [1, 1, h, w].</summary>
    /// <param name="picture">[1, 3, h, w].</param>
    /// <param name="width">The deviation that widens them, in units.</param>
    /// <param name="strength">What edges count.</param>
    public static Tensor Lines(Tensor picture, double width, double strength)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((Blur(Edges(picture), width * Unit(picture)) * strength).clamp(0, 1));
    }

    /// <summary>A colour, red, green and blue in [0, 1], on a picture's device: [1, 3, 1, 1].</summary>
    public static Tensor Colour(float[] colour, Tensor picture) => tensor(colour, [1, 3, 1, 1]).to(picture.device);

    /// <summary>How far pixels lie along a slanted axis, in units, [1, 1, h, w].</summary>
    /// <param name="picture">Gives height, width and device.</param>
    /// <param name="down">The axis's share from top to bottom.</param>
    /// <param name="across">Its share from left to right.</param>
    public static Tensor Slant(Tensor picture, double down, double across)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (arange(picture.size(2), dtype: ScalarType.Float32), arange(picture.size(3), dtype: ScalarType.Float32));
        var along = (rows.reshape(1, 1, -1, 1) * down) + (columns.reshape(1, 1, 1, -1) * across);
        return scope.MoveToOuter(along.to(picture.device) / Unit(picture));
    }

    /// <summary>A picture [n, c, h, w] in so many levels of each channel.</summary>
    public static Tensor Flat(Tensor picture, int levels)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((picture * (levels - 1)).round() / (levels - 1));
    }

    /// <summary>A picture [1, 3, h, w] in fuller colours.</summary>
    public static Tensor Deep(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var grey = picture.mean([1], keepdim: true);
        return scope.MoveToOuter((grey + ((picture - grey) * 1.6)).clamp(0, 1));
    }

    /// <summary>The colour of a pixel as <c>#rrggbb</c>.</summary>
    /// <param name="colours">[3, h, w] in [0, 1].</param>
    /// <param name="at">The pixel's index in [h, w].</param>
    /// <param name="light">What the colour is multiplied by.</param>
    public static string HexAt(float[] colours, int at, float light = 1) => "#" + string.Concat(Enumerable.Range(0, 3).Select(channel =>
        $"{(int)Math.Clamp(Math.Round(colours[(channel * colours.Length / 3) + at] * light * 255), 0, 255):x2}"));

    /// <summary>A blur by a Gauss kernel, of any channels.</summary>
    /// <param name="x">[1, c, h, w].</param>
    /// <param name="sigma">In pixels.</param>
    public static Tensor Blur(Tensor x, double sigma)
    {
        using var scope = NewDisposeScope();
        var radius = (int)Math.Ceiling(3 * sigma);
        var at = arange(-radius, radius + 1, dtype: ScalarType.Float32, device: x.device);
        var kernel = (-(at / sigma).square() / 2).exp();
        kernel = kernel / kernel.sum();
        var y = x.reshape(-1, 1, x.size(2), x.size(3));
        y = F.pad(y, [radius, radius, radius, radius], mode: PaddingModes.Replicate);
        y = F.conv2d(F.conv2d(y, kernel.reshape(1, 1, 1, -1)), kernel.reshape(1, 1, -1, 1));
        return scope.MoveToOuter(y.reshape(x.shape));
    }

    /// <summary>How strongly colours change, by Sobel's operator, 0 to about 1, [1, 1, h, w].</summary>
    /// <param name="x">[1, 3, h, w].</param>
    public static Tensor Edges(Tensor x)
    {
        using var scope = NewDisposeScope();
        var kernel = tensor(new float[] { -1, 0, 1, -2, 0, 2, -1, 0, 1 }, [1, 1, 3, 3]).to(x.device) / 4;
        var y = F.pad(x.reshape(-1, 1, x.size(2), x.size(3)), [1, 1, 1, 1], mode: PaddingModes.Replicate);
        var slope = (F.conv2d(y, kernel).square() + F.conv2d(y, kernel.transpose(2, 3)).square()).sqrt(); // [3, 1, h, w]
        return scope.MoveToOuter(slope.reshape(x.shape).amax([1], keepdim: true));
    }

    /// <summary>Even random numbers of a seed in cells of some pixels, smoothly joined, 0 to 1, [1, 1, h, w].</summary>
    /// <param name="like">Gives height, width and device.</param>
    /// <param name="cell">Pixels of a cell.</param>
    /// <param name="seed">The seed.</param>
    public static Tensor Noise(Tensor like, int cell, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(seed);
        var (h, w) = (like.size(2), like.size(3));
        var cells = rand([1, 1, Math.Max(2, h / cell), Math.Max(2, w / cell)], generator: random);
        return scope.MoveToOuter(
            F.interpolate(cells, [h, w], mode: InterpolationMode.Bilinear, align_corners: false).to(like.device));
    }
}

using Atelier.Art.Imagine.Starts.Manners;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>A drawing cut out of its white ground.</summary>
/// <param name="Colours">[1, 3, h, w] in [0, 1].</param>
/// <param name="Alpha">[1, 1, h, w]: 1 where the figure is.</param>
internal sealed record Figure(Tensor Colours, Tensor Alpha)
{
    private const double Rim = 0.4;      // how dark it is
    private const double RimWidth = 1.4; // the deviation of its blur, in units
    private const double Small = 0.7;    // of the side of a drawing: less is enlarged
    private const double Filled = 0.86;  // of it

    /// <summary>Width over height.</summary>
    public double Shape => (double)Colours.size(3) / Colours.size(2);

    /// <summary>Cuts a figure out of a drawing [1, 3, h, w] on white, to its extent. One without a white ground stays whole.</summary>
    public static Figure Cut(Tensor drawing)
    {
        var alpha = 1 - FigureMask.Background(drawing); // [1, 1, h, w]
        var (y, x) = (FigureMask.Extent(alpha, 3), FigureMask.Extent(alpha, 2));
        return new(Part(drawing), Part(alpha));

        Tensor Part(Tensor whole) => whole.narrow(2, y.From, y.Length).narrow(3, x.From, x.Length);
    }

    /// <summary>A drawing [1, 3, s, s] whose figure, where it is small on its white ground, is enlarged to fill it.</summary>
    public static Tensor Fill(Tensor drawing)
    {
        using var scope = NewDisposeScope();
        var figure = Cut(drawing);
        var (side, longer) = (drawing.size(3), Math.Max(figure.Colours.size(2), figure.Colours.size(3)));
        var filled = Filled * side;
        var bottom = (side + (filled * figure.Colours.size(2) / longer)) / 2;
        return scope.MoveToOuter(longer < Small * side && figure.Alpha.gt(0).any().ToBoolean()
            ? figure.Over(ones_like(drawing), (side - filled) / 2, bottom, filled, filled, shadow: false) : drawing);
    }

    /// <summary>This figure over a picture [1, 3, h, w], as large as fits into a box of pixels, in the middle of its lower side.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="left">The box's left side; it may lie outside.</param>
    /// <param name="bottom">The box's lower side, from the top.</param>
    /// <param name="width">The box's width.</param>
    /// <param name="height">The box's height.</param>
    /// <param name="shadow">Whether its shadow lies below it.</param>
    public Tensor Over(Tensor picture, double left, double bottom, double width, double height, bool shadow)
    {
        using var scope = NewDisposeScope();
        var scale = Math.Min(width / Colours.size(3), height / Colours.size(2));
        var (h, w) = (Math.Max(1, (long)(Colours.size(2) * scale)), Math.Max(1, (long)(Colours.size(3) * scale)));
        var (y, x) = ((long)bottom - h, (long)(left + ((width - w) / 2)));
        long[] size = [h, w];
        var alpha = Resized(Alpha);
        var colours = Resized(Colours * Alpha) / alpha.clamp(1e-3, 1);
        if (shadow)
        {
            picture = picture * (1 - (0.3 * Shadow(picture, x + (w / 2.0), bottom - 1, w * 0.42)));
        }

        var (full, mask) = (Placed(colours, picture, y, x), Placed(alpha, picture, y, x));
        picture = picture * (1 - (Rim * Tones.Blur(mask, RimWidth * Tones.Unit(picture)))); // also white before white stands out
        return scope.MoveToOuter((full * mask) + (picture * (1 - mask)));

        Tensor Resized(Tensor t) =>
            F.interpolate(t, size, mode: InterpolationMode.Bilinear, align_corners: false, antialias: true).clamp(0, 1);
    }

    // a tensor [1, c, ., .] in zeros as large as a picture; negative padding crops
    private static Tensor Placed(Tensor part, Tensor picture, long y, long x) => F.pad(
        part, [x, picture.size(3) - x - part.size(3), y, picture.size(2) - y - part.size(2)]);

    // a soft ellipse [1, 1, h, w]
    private static Tensor Shadow(Tensor picture, double x, double y, double radius)
    {
        var across = (arange(picture.size(3), dtype: ScalarType.Float32, device: picture.device) - x) / radius;
        var down = (arange(picture.size(2), dtype: ScalarType.Float32, device: picture.device) - y) / (radius * 0.22);
        return (1.3 - across.square().unsqueeze(0) - down.square().unsqueeze(1)).clamp(0, 1).unsqueeze(0).unsqueeze(0);
    }
}

using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Tells the figure of a drawing from its white ground.</summary>
internal static class FigureMask
{
    private const int White = 222; // least value of all channels that counts as background
    private const double LeastGround = 0.2; // share of a drawing
    private const double LeastColour = 0.02; // mean difference of the largest and the smallest channel
    private const double EdgeColour = 0.2;   // the same at the coloured edges that a codec leaves of black lines
    private const double Shadow = 0.2, Highlight = 0.8; // luma
    private const double MostMidtones = 0.12;           // share of black lines, at their soft edges

    /// <summary>The ground of a drawing [1, 3, h, w] in [0, 1]: [1, 1, h, w], 1 where it is.</summary>
    public static Tensor Background(Tensor drawing) => Fill(drawing.ToPicture()).to(drawing.device);

    /// <summary>A drawing [1, 3, h, w] with its <see cref="Background"/> [1, 1, h, w] in another colour [1, 3, 1, 1].</summary>
    /// <param name="figure">The drawing, or a tint of it.</param>
    /// <param name="drawing">The drawing, whose shades on its ground stay.</param>
    /// <param name="ground">Its ground.</param>
    /// <param name="colour">The colour.</param>
    public static Tensor OnGround(Tensor figure, Tensor drawing, Tensor ground, Tensor colour) =>
        (figure * (1 - ground)) + (colour * drawing * ground);

    /// <summary>Whether a drawing [1, 3, h, w] has a white ground.</summary>
    public static bool HasWhiteGround(Tensor drawing)
    {
        using var ground = WhiteGround(drawing);
        return ground is not null;
    }

    /// <summary>The <see cref="Background"/> of a drawing [1, 3, h, w] on white; null if it has another ground.</summary>
    public static Tensor? WhiteGround(Tensor drawing)
    {
        var background = Background(drawing);
        using var share = background.mean();
        if (share.ToDouble() > LeastGround)
        {
            return background;
        }

        background.Dispose();
        return null;
    }

    /// <summary>Whether a drawing [1, 3, h, w] in [0, 1] has no colours.</summary>
    public static bool IsGrey(Tensor drawing)
    {
        using var scope = NewDisposeScope();
        var colour = drawing.amax([1]) - drawing.amin([1]);
        return colour.mean().ToDouble() < LeastColour
            || (IsBlackOnWhite(drawing) && colour.flatten().quantile(tensor(0.99f).to(drawing.device)).ToDouble() < EdgeColour);
    }

    /// <summary>Whether a drawing [1, 3, h, w] in [0, 1] has hardly any shades between dark and light.</summary>
    public static bool IsBlackOnWhite(Tensor drawing)
    {
        using var scope = NewDisposeScope();
        var luma = StartVariants.LumaOf(drawing);
        return luma.gt(Shadow).logical_and(luma.lt(Highlight)).to(ScalarType.Float32).mean().ToDouble() < MostMidtones;
    }

    /// <summary>Where a mask [1, 1, h, w] begins and how far it reaches, whatever its place along another axis; all of it where the mask is
    /// empty.</summary>
    public static (long From, long Length) Extent(Tensor mask, long acrossAxis)
    {
        using var scope = NewDisposeScope();
        var marked = mask.gt(0).any(acrossAxis).flatten();
        var at = marked.nonzero().flatten();
        if (at.numel() == 0)
        {
            return (0, marked.numel());
        }

        var (from, to) = (at.min().ToInt64(), at.max().ToInt64());
        return (from, to - from + 1);
    }

    // a flood fill of nearly white pixels from the border, dilated by one pixel so that soft edges take the background's colour
    private static Tensor Fill(Picture picture)
    {
        var (width, height, pixels) = (picture.Width, picture.Height, picture.Pixels);
        var mask = new float[width * height];
        var open = new Stack<int>();
        for (var i = 0; i < width * height; i++)
        {
            if (i < width || i >= width * (height - 1) || i % width == 0 || i % width == width - 1)
            {
                open.Push(i);
            }
        }

        while (open.TryPop(out var at))
        {
            if (mask[at] > 0 || Math.Min(pixels[at * 3], Math.Min(pixels[(at * 3) + 1], pixels[(at * 3) + 2])) < White)
            {
                continue;
            }

            mask[at] = 1;
            var (x, y) = (at % width, at / width);
            if (x > 0)
            {
                open.Push(at - 1);
            }

            if (x < width - 1)
            {
                open.Push(at + 1);
            }

            if (y > 0)
            {
                open.Push(at - width);
            }

            if (y < height - 1)
            {
                open.Push(at + width);
            }
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.max_pool2d(tensor(mask, [1, 1, height, width]), 3, 1, padding: 1));
    }
}

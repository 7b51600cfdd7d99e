namespace Atelier.Models.Gan.Pix2Pix;

/// <summary>Outlines of pictures as a pen would draw them, dark on white: where the colour changes most (after Canny, 1986). They are what
/// a colouring network learns from, so that it takes sketches later. b batch, c channels.</summary>
public static class Outlines
{
    private const double Least = 0.03;                      // change of colour from pixel to pixel that is drawn
    private static readonly double s_diagonal = Math.Tan(Math.PI / 8); // what lies between is diagonal
    private static readonly float[] s_smooth = [1, 2, 1];
    private static readonly float[] s_slope = [-1, 0, 1];
    private static readonly float[] s_pen = [0.25f, 1, 0.25f];

    /// <summary>Draws them; the same every time.</summary>
    /// <param name="pictures">[b, c, h, w] in [0, 1], at least 3 pixels wide and high.</param>
    /// <returns>[b, 1, h, w] in [0, 1].</returns>
    public static Tensor Draw(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = Filter(pictures, s_smooth, s_smooth) / 16;
        var (across, down) = (Filter(x, s_slope, s_smooth) / 8, Filter(x, s_smooth, s_slope) / 8);
        var power = across.square() + down.square();                                   // [b, c, h, w]
        var channel = power.argmax(1, keepdim: true);                                  // the one that changes most, [b, 1, h, w]
        (across, down) = (across.gather(1, channel), down.gather(1, channel));
        var strength = power.gather(1, channel).sqrt();
        var lines = (IsRidge(strength, across, down) & strength.ge(Least)).to(strength.dtype);
        return scope.MoveToOuter(1 - Filter(lines, s_pen, s_pen).clamp(0, 1));
    }

    // the strongest pixel across the edge, so that lines are thin
    private static Tensor IsRidge(Tensor strength, Tensor across, Tensor down)
    {
        var (steep, flat) = (down.abs().lt(across.abs() * s_diagonal), across.abs().lt(down.abs() * s_diagonal));
        var falling = (across * down).gt(0);
        return where(steep, Above(1, 0), where(flat, Above(0, 1), where(falling, Above(1, 1), Above(1, -1))));

        Tensor Above(int x, int y) => strength.gt(Shifted(strength, x, y)) & strength.ge(Shifted(strength, -x, -y));
    }

    // what lies x to the right and y below
    private static Tensor Shifted(Tensor image, int x, int y) =>
        F.pad(image, [1, 1, 1, 1], PaddingModes.Replicate).narrow(2, 1 + y, image.size(2)).narrow(3, 1 + x, image.size(3));

    private static Tensor Filter(Tensor x, float[] across, float[] down)
    {
        var kernel = tensor(down, device: x.device).unsqueeze(1) * tensor(across, device: x.device);
        return F.conv2d(
            F.pad(x, [1, 1, 1, 1], PaddingModes.Replicate), kernel.to(x.dtype).expand(x.size(1), 1, -1, -1), null, groups: x.size(1));
    }
}

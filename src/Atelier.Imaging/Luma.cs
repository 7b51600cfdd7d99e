namespace Atelier.Imaging;

/// <summary>Luma of ITU-R BT.601.</summary>
public static class Luma
{
    /// <summary>The luma of a colour, in the range of its components.</summary>
    public static float FromRgb(float r, float g, float b) => (0.299f * r) + (0.587f * g) + (0.114f * b);

    /// <summary>RGB [n, 3, h, w] to luma [n, 1, h, w].</summary>
    public static Tensor FromRgb(Tensor rgb) =>
        (rgb.narrow(1, 0, 1) * 0.299) + (rgb.narrow(1, 1, 1) * 0.587) + (rgb.narrow(1, 2, 1) * 0.114);
}

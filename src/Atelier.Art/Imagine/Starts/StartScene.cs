using Atelier.Art.Imagine.Prompts;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Composes two drawings on white, with the sizes and places of the scenes that the shipped models were trained on.</summary>
internal static class StartScene
{
    /// <summary>Both pictures [1, 3, h, w] in [0, 1] in one picture of the same size.</summary>
    public static Tensor Compose(Tensor first, Tensor second, Layout layout)
    {
        using var scope = NewDisposeScope();
        var canvas = ones_like(first);
        var (a, b) = layout switch
        {
            Layout.Beside => ((X: 0.27, Y: 0.5, Side: 0.52), (X: 0.73, Y: 0.5, Side: 0.52)),
            Layout.Above => ((0.5, 0.27, 0.52), (0.5, 0.73, 0.52)),
            _ => ((0.34, 0.5, 0.66), (0.82, 0.5, 0.34)),
        };
        return scope.MoveToOuter(Multiply(Multiply(canvas, first, a), second, b));
    }

    // a multiply blend: white leaves what is below
    private static Tensor Multiply(Tensor canvas, Tensor drawing, (double X, double Y, double Side) place)
    {
        var (height, width) = (canvas.size(2), canvas.size(3));
        var (h, w) = ((long)(place.Side * height), (long)(place.Side * width));
        var (top, left) =
            (Math.Clamp((long)(place.Y * height) - (h / 2), 0, height - h), Math.Clamp((long)(place.X * width) - (w / 2), 0, width - w));
        var small = F.interpolate(drawing, [h, w], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true).clamp(0, 1);
        return canvas * F.pad(small, [left, width - w - left, top, height - h - top], value: 1);
    }
}

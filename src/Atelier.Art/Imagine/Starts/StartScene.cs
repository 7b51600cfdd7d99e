using Atelier.Art.Imagine.Prompts;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Composes two drawings on white, with the sizes and places of the scenes that the shipped models were trained on.</summary>
internal static class StartScene
{
    private const double WidestAspect = 2; // wider, both things would be too far apart

    /// <summary>Both pictures [1, 3, s, s] in [0, 1] in one picture, of height s or width s and longer along the other axis.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="aspect">Width over height, clamped to 1/2 to 2.</param>
    public static Tensor Compose(Tensor first, Tensor second, Layout layout, double aspect = 1)
    {
        using var scope = NewDisposeScope();
        var (width, height) = (
            (long)(first.size(3) * Math.Clamp(aspect, 1, WidestAspect)), (long)(first.size(2) * Math.Clamp(1 / aspect, 1, WidestAspect)));
        var canvas = ones([1, 3, height, width], device: first.device);
        var (a, b) = layout switch
        {
            Layout.Beside => (new Place(0.27, 0.5, 0.52), new Place(0.73, 0.5, 0.52)),
            Layout.Above => (new Place(0.5, 0.27, 0.52), new Place(0.5, 0.73, 0.52)),
            _ => (new Place(0.34, 0.5, 0.66), new Place(0.82, 0.5, 0.34)),
        };
        var along = layout == Layout.Above ? height : width;
        var unit = Math.Min(along, Math.Min(width, height) / a.Share); // the larger one fits in
        return scope.MoveToOuter(Multiply(Multiply(canvas, first, a, unit), second, b, unit));
    }

    // a multiply blend: white leaves what is below
    private static Tensor Multiply(Tensor canvas, Tensor drawing, Place place, double unit)
    {
        var (height, width, side) = (canvas.size(2), canvas.size(3), (long)(place.Share * unit));
        var (top, left) = (
            Math.Clamp((long)(place.Y * height) - (side / 2), 0, height - side),
            Math.Clamp((long)(place.X * width) - (side / 2), 0, width - side));
        var small = F.interpolate(drawing, [side, side], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)
            .clamp(0, 1);
        return canvas * F.pad(small, [left, width - side - left, top, height - side - top], value: 1);
    }

    // the middle of a thing in shares of width and height, and its share of the axis along which both lie
    private readonly record struct Place(double X, double Y, double Share);
}

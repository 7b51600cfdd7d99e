using Atelier.Core;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>How the camera moves in a second of film.</summary>
/// <param name="Zoom">The factor by which it comes nearer; below 1 it goes away.</param>
/// <param name="PanX">The share of the picture's width by which it moves to the right.</param>
/// <param name="PanY">The share of the picture's height by which it moves down.</param>
/// <param name="Rotate">Degrees by which it turns clockwise: the picture turns the other way.</param>
public sealed record CameraMotion(double Zoom = 1, double PanX = 0, double PanY = 0, double Rotate = 0)
{
    /// <summary>Whether it stands still.</summary>
    public bool IsStill => this is { Zoom: 1, PanX: 0, PanY: 0, Rotate: 0 };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="OptionException">Something is out of range.</exception>
    public void Validate()
    {
        if (!(Zoom is >= 0.1 and <= 10) || !(Math.Abs(PanX) <= 2) || !(Math.Abs(PanY) <= 2) || !(Math.Abs(Rotate) <= 720))
        {
            throw new OptionException(
                $"In a second, {nameof(Zoom)} is a factor from 0.1 to 10, a pan at most 2 pictures, and {nameof(Rotate)} at most 720 " +
                "degrees.",
                nameof(Zoom),
                nameof(Rotate));
        }
    }

    /// <summary>What a still picture x [1, 3, h, w] becomes in so many seconds; its border is mirrored. It is sampled from twice its size,
    /// since frame after frame a bilinear sample would blur more.</summary>
    public Tensor Apply(Tensor x, double seconds)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((double)x.size(2), (double)x.size(3));
        var angle = Rotate * seconds * Math.PI / 180;
        var (sin, cos) = (Math.Sin(angle) / Math.Pow(Zoom, seconds), Math.Cos(angle) / Math.Pow(Zoom, seconds));
        float[] map = // from a point of the new picture to one of the old, both in [-1, 1]
        [
            (float)cos, (float)(-sin * height / width), (float)(2 * PanX * seconds),
            (float)(sin * width / height), (float)cos, (float)(2 * PanY * seconds),
        ];
        var grid = F.affine_grid(tensor(map, [1, 2, 3]).to(x.device), x.shape, align_corners: false);
        var fine = F.interpolate(x, [2 * x.size(2), 2 * x.size(3)], mode: InterpolationMode.Bicubic, align_corners: false);
        return scope.MoveToOuter(
            F.grid_sample(fine, grid, padding_mode: GridSamplePaddingMode.Reflection, align_corners: false).clamp(0, 1));
    }
}

namespace Atelier.Art.Imagine.Loop;

/// <summary>Spherical linear interpolation (Shoemake, 1985): vectors turn at an even angle, and keep their length where both ends have
/// it. A straight line would pass through shorter ones, which decode to pale pictures.</summary>
public static class Slerp
{
    private const double Straight = 0.999; // beyond this cosine the sine that divides is too small, and a line is as good

    /// <summary>The point between two tensors of one shape, whose vectors lie along dimension 1.</summary>
    /// <param name="from">The vectors at t = 0.</param>
    /// <param name="to">The vectors at t = 1.</param>
    /// <param name="t">0 to 1.</param>
    public static Tensor Between(Tensor from, Tensor to, double t)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (from.norm(1, keepdim: true), to.norm(1, keepdim: true));
        var cosine = (from * to).sum([1], keepdim: true) / (a * b).clamp_min(1e-12);
        var onLine = cosine.abs().gt(Straight).logical_or((a * b).lt(1e-8));
        var angle = cosine.clamp(-Straight, Straight).acos();
        var turned = ((from / a.clamp_min(1e-12) * ((1 - t) * angle).sin()) + (to / b.clamp_min(1e-12) * (t * angle).sin())) / angle.sin();
        return scope.MoveToOuter(where(
            onLine, (from * (1 - t)) + (to * t), turned * ((a * (1 - t)) + (b * t))));
    }
}

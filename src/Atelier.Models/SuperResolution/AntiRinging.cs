namespace Atelier.Models.SuperResolution;

/// <summary>Keeps an enlarged picture within the colours that the small one has nearby, as the anti-ringing filters of video players do:
/// no halo beside a hard edge between plain colours, no grid on a plain one. Where the small picture is rough everywhere around, the large
/// one may go half as far beyond them again, since what was shrunk had more contrast.</summary>
internal static class AntiRinging
{
    /// <summary>How many pixels of the small picture away a pixel can change a result.</summary>
    public const int Radius = 3;

    private const double Headroom = 0.5;        // of the range of nearby colours, where it is rough
    private const double Plain = 2 / 255.0;     // largest range of a plain place
    private const double Rough = 8 / 255.0;     // least range of a rough one

    /// <summary>The picture [b, 3, s · h, s · w], kept within the colours of 3 × 3 pixels of the small one [b, 3, h, w].</summary>
    public static Tensor Limit(Tensor large, Tensor small)
    {
        using var scope = NewDisposeScope();
        var (lowest, highest) = (Least(small, 3), Greatest(small, 3));
        var range = highest - lowest;                                                       // [b, 3, h, w]
        var plainest = Least(range.amax([1], keepdim: true), 5);                            // [b, 1, h, w]
        var beyond = range * (((plainest - Plain) / (Rough - Plain)).clamp(0, 1) * Headroom);
        var (scaleY, scaleX) = (large.size(2) / small.size(2), large.size(3) / small.size(3));
        return scope.MoveToOuter(large.maximum(Repeat(lowest - beyond)).minimum(Repeat(highest + beyond)));

        Tensor Repeat(Tensor x) => x.repeat_interleave(scaleY, 2).repeat_interleave(scaleX, 3);
    }

    // over side × side pixels, of which those outside do not count
    private static Tensor Greatest(Tensor x, long side) => F.max_pool2d(x, [side, side], [1, 1], [side / 2, side / 2]);

    private static Tensor Least(Tensor x, long side) => -Greatest(-x, side);
}

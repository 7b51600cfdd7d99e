namespace Atelier.Art.Explore.Journeys;

/// <summary>How far apart two pictures look: the root mean square of their difference at full size and at every halving, averaged. It
/// needs no network, and unlike a single size it sees both edges that move and colours that change.</summary>
public static class FrameDistance
{
    private const int LargestSide = 128;
    private const int SmallestSide = 4;

    /// <summary>The distance of pictures [1, 3, h, w] in [0, 1], 0 to 1.</summary>
    public static double Between(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var difference = Small(a) - Small(b);
        var (sum, scales) = (0.0, 0);
        while (true)
        {
            (sum, scales) = (sum + Math.Sqrt(difference.square().mean().ToDouble()), scales + 1);
            if (Math.Min(difference.size(2), difference.size(3)) / 2 < SmallestSide)
            {
                return sum / scales;
            }

            difference = F.avg_pool2d(difference, 2);
        }
    }

    /// <summary>The picture at the size at which it is compared.</summary>
    public static Tensor Small(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var shrink = Math.Max(picture.size(2), picture.size(3)) / LargestSide;
        return scope.MoveToOuter(shrink > 1 ? F.avg_pool2d(picture, shrink) : picture.alias());
    }
}

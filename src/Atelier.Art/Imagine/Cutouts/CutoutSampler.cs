using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Cutouts;

/// <summary>How cut-outs are sampled from the picture.</summary>
public enum CutMethod
{
    /// <summary>Random squares, resampled together with their augmentations in one batched operation. Specific to Atelier.</summary>
    Batched,

    /// <summary>Random squares, each resampled separately (Crowson's notebook; <c>original</c>).</summary>
    Original,

    /// <summary>The whole picture by average and max pooling, once per cut-out (VQGAN-CLIP's <c>latest</c>).</summary>
    Pooled,

    /// <summary>Random squares by average and max pooling (<c>updated</c>).</summary>
    Updated,
}

/// <summary>Samples n square cut-outs of one size from a picture.</summary>
/// <param name="size">Their side s: CLIP's input resolution.</param>
/// <param name="count">Cut-outs n.</param>
/// <param name="power">Exponent of the random size: above 1 favours small squares, below 1 large ones.</param>
/// <param name="method">How they are sampled.</param>
/// <param name="smallest">The smallest square, as a fraction of the picture's shorter side (batched method).</param>
public sealed class CutoutSampler(int size, int count, double power, CutMethod method, double smallest = 0.5)
{
    /// <summary>Picture x [1, 3, h, w] to [n, 3, s, s] in [0, 1].</summary>
    public Tensor Sample(Tensor x, Augmentation augmentation, Generator random)
    {
        using var scope = NewDisposeScope();
        if (method == CutMethod.Batched)
        {
            return scope.MoveToOuter(augmentation.Recolour(SampleBatched(x, augmentation, random), random));
        }

        var cutouts = method == CutMethod.Pooled
            ? Pool(x, size).expand(count, -1, -1, -1)
            : FromBoxes(x, [.. Enumerable.Range(0, count).Select(_ => RandomBox(x, new RandomSource(random)))]);
        cutouts = method == CutMethod.Original ? StraightThrough.Clamp(cutouts, 0, 1) : cutouts;
        return scope.MoveToOuter(augmentation.Recolour(augmentation.Warp(cutouts, random), random));
    }

    /// <summary>Cut-outs of given squares (left, top, side in pixels), each resampled.</summary>
    public Tensor FromBoxes(Tensor x, IReadOnlyList<(long Left, long Top, long Side)> boxes)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(cat([.. boxes.Select(box =>
        {
            var square = x.narrow(2, box.Top, box.Side).narrow(3, box.Left, box.Side);
            return method == CutMethod.Updated ? Pool(square, size) : Resample.Apply(square, size, size);
        })], 0));
    }

    /// <summary>The mean of average pooling and max pooling, [n, c, s, s].</summary>
    public static Tensor Pool(Tensor x, int size)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((F.adaptive_avg_pool2d(x, [size, size]) + F.adaptive_max_pool2d(x, [size, size])) / 2);
    }

    // large squares are sampled from the picture halved, against aliasing: one grid_sample for each halving
    private Tensor SampleBatched(Tensor x, Augmentation augmentation, Generator random)
    {
        var source = new RandomSource(random);
        var (height, width) = (x.size(2), x.size(3));
        var shorter = Math.Min(height, width);
        var levels = new SortedDictionary<int, List<double[]>>();
        for (var i = 0; i < count; i++)
        {
            var side = shorter * (smallest + ((1 - smallest) * Math.Pow(source.Next(), power)));
            var crop = Homography.Crop(source.Next() * (width - side), source.Next() * (height - side), side, width, height);
            var level = Math.Max(0, (int)Math.Floor(Math.Log2(side / size) + 0.42)); // halved once when it shrinks by more than 1.5
            var map = Homography.Compose(crop, augmentation.RandomHomography(source));
            (levels.TryGetValue(level, out var list) ? list : levels[level] = []).Add(map);
        }

        return cat(
            [.. levels.Select(pair => Homography.Sample(
                pair.Key == 0 ? x : F.avg_pool2d(x, 1 << pair.Key),
                pair.Value,
                size,
                augmentation.RandomDisplacement(pair.Value.Count, size, random)))],
            0);
    }

    private (long Left, long Top, long Side) RandomBox(Tensor x, RandomSource source)
    {
        var (height, width) = (x.size(2), x.size(3));
        var largest = Math.Min(height, width);
        var least = Math.Min(largest, size);
        var side = (long)((Math.Pow(source.Next(), power) * (largest - least)) + least);
        return ((long)(source.Next() * (width - side + 1)), (long)(source.Next() * (height - side + 1)), side);
    }
}

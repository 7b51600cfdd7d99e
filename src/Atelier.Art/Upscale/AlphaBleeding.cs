namespace Atelier.Art.Upscale;

/// <summary>Fills transparent pixels with the colours of their neighbours. Their own colour is arbitrary, and would leave a fringe once
/// upscaled.</summary>
internal static class AlphaBleeding
{
    private const int Reach = 20; // pixels

    /// <summary>The colours [1, 3, h, w], replaced in transparent pixels up to 20 pixels away from visible ones.</summary>
    public static Tensor Fill(Tensor colours, Tensor alpha)
    {
        using var scope = NewDisposeScope();
        var known = alpha.gt(0).to(ScalarType.Float32);          // [1, 1, h, w]
        var filled = colours * known;                       // [1, 3, h, w]
        var (one, three) = (ones([1, 1, 3, 3]), ones([3, 1, 3, 3]));
        for (var step = 0; step < Reach; step++)
        {
            using var inner = NewDisposeScope();
            var count = F.conv2d(known, one, null, padding: [1, 1]);
            var mean = F.conv2d(filled, three, null, padding: [1, 1], groups: 3) / count.clamp(1, 9);
            filled = inner.MoveToOuter((filled * known) + (mean * (1 - known)));
            known = inner.MoveToOuter(count.gt(0).to(ScalarType.Float32));
        }

        return scope.MoveToOuter(filled);
    }
}

namespace Atelier.Training.Learners;

/// <summary>Orders pictures for a sheet.</summary>
internal static class SampleSheet
{
    /// <summary>Each picture of a beside its partner of b [n, c, h, w]: the first n / 2 of each, [n, c, h, w].</summary>
    public static Tensor InPairs(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var half = Math.Max(1, a.size(0) / 2);
        return scope.MoveToOuter(stack([a.narrow(0, 0, half), b.narrow(0, 0, half)], 1).flatten(0, end_dim: 1));
    }
}

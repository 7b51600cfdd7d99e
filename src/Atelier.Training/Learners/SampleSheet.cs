namespace Atelier.Training.Learners;

/// <summary>Arranges pictures for a sample sheet.</summary>
internal static class SampleSheet
{
    /// <summary>Interleaves the first n / 2 pictures of a and b, both [n, c, h, w], so that partners are neighbours.</summary>
    public static Tensor InPairs(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var half = Math.Max(1, a.size(0) / 2);
        return scope.MoveToOuter(stack([a.narrow(0, 0, half), b.narrow(0, 0, half)], 1).flatten(0, end_dim: 1));
    }
}

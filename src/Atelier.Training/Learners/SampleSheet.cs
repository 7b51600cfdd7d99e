using Atelier.Tensors;

namespace Atelier.Training.Learners;

/// <summary>Orders pictures for a sheet.</summary>
internal static class SampleSheet
{
    /// <summary>Each picture of a beside its partner of b [n, c, h, w]: the first n / 2 of each, [n, c, h, w].</summary>
    public static Tensor InPairs(Tensor a, Tensor b)
    {
        using var scope = TensorScope.Enter();
        var half = Math.Max(1, a.Size(0) / 2);
        return scope.Keep(Tensor.Stack(1, a.Narrow(0, 0, half), b.Narrow(0, 0, half)).Flatten(0, 1));
    }
}

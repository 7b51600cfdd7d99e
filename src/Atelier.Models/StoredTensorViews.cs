namespace Atelier.Models;

/// <summary>Stored tensors under another shape, read when they are needed.</summary>
internal static class StoredTensorViews
{
    public static StoredTensor Reshaped(this StoredTensor tensor, params long[] shape) => new(shape, () => tensor.Read().reshape(shape));

    /// <summary>A matrix as a kernel of 1 × 1.</summary>
    public static StoredTensor ToKernel(this StoredTensor matrix) =>
        matrix.Shape is [var o, var i] ? matrix.Reshaped(o, i, 1, 1) : matrix;

    public static StoredTensor Transposed(this StoredTensor tensor) => new([.. tensor.Shape.Reverse()], () =>
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(tensor.Read().transpose(0, 1).contiguous());
    });

    /// <summary>One of equal parts along the first axis.</summary>
    public static StoredTensor Part(this StoredTensor tensor, int index, int count)
    {
        var rows = tensor.Shape[0] / count;
        return new([rows, .. tensor.Shape[1..]], () =>
        {
            using var scope = NewDisposeScope();
            return scope.MoveToOuter(tensor.Read().narrow(0, index * rows, rows).contiguous());
        });
    }

    /// <summary>The tensors below a prefix, without it.</summary>
    public static Dictionary<string, StoredTensor> Below(this IReadOnlyDictionary<string, StoredTensor> stored, string prefix) =>
        stored.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    /// <summary>How many different steps follow a prefix.</summary>
    public static int CountBelow(this IReadOnlyDictionary<string, StoredTensor> stored, string prefix) =>
        stored.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0]).Distinct().Count();

    /// <summary>The size of an axis of a tensor.</summary>
    /// <exception cref="Core.ModelFileException">There is no such tensor or axis.</exception>
    public static int Size(this IReadOnlyDictionary<string, StoredTensor> stored, string key, int axis, string what) =>
        stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis
            ? (int)tensor.Shape[axis]
            : throw new Core.ModelFileException($"{what}: it has no {key} of the right shape.");
}

namespace Atelier.Torch.WeightFiles;

/// <summary>A class or function that a pickle names. It is never looked up, only remembered.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}

/// <summary>An object of a class that is not ours to know: its class and, where the pickle gives one, its state.</summary>
internal sealed class PickleObject(PickleGlobal type)
{
    public PickleGlobal Type { get; } = type;

    public object? State { get; set; }
}

/// <summary>Where the numbers of a tensor lie.</summary>
/// <param name="Type">The storage class, such as <c>HalfStorage</c>.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">Its elements.</param>
/// <param name="Offset">First element of a view into a larger storage (legacy files).</param>
internal sealed record PickleStorage(string Type, string Key, long Count, long Offset);

/// <summary>A tensor as PyTorch describes it: a storage, and how it is strided.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);

namespace Atelier.Torch.WeightFiles;

/// <summary>A class or function that a pickle names. It is never looked up, only remembered.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}

/// <summary>A dictionary in the order it was filled. Keys that are no text name nothing of ours and are left out.</summary>
internal sealed class PickleDictionary : Dictionary<string, object?>
{
    public PickleDictionary Fill(ReadOnlySpan<object?> keysAndValues)
    {
        for (var i = 0; i + 1 < keysAndValues.Length; i += 2)
        {
            if (keysAndValues[i] is string key)
            {
                this[key] = keysAndValues[i + 1];
            }
        }

        return this;
    }
}

/// <summary>An object of a class that is not ours to know.</summary>
internal sealed class PickleObject(PickleGlobal type)
{
    public PickleGlobal Type { get; } = type;

    /// <summary>What the pickle gives it, usually its attributes.</summary>
    public object? State { get; set; }

    /// <summary>Its entries, where the class is a dictionary of its own.</summary>
    public PickleDictionary Entries { get; } = [];
}

/// <summary>Where the numbers of a tensor lie.</summary>
/// <param name="Type">The storage class, such as <c>HalfStorage</c>.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">Its elements.</param>
/// <param name="Offset">First element of a view into a larger storage (legacy files).</param>
/// <param name="Numbers">Its numbers, where the pickle itself holds them.</param>
internal sealed record PickleStorage(string Type, string Key, long Count, long Offset, ReadOnlyMemory<byte>? Numbers = null);

/// <summary>A tensor as PyTorch describes it: a storage, and how it is strided.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);

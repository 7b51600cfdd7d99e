using System.Globalization;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>The tensors in a pickle's value, by the shortest path to each, since objects may contain themselves and each other: level by
/// level, each object once.</summary>
internal static class PickleTensors
{
    private const int MaxDepth = 64;
    private const long MaxExpanded = 1 << 24; // elements of a tensor that repeats its storage

    /// <summary>Collects them.</summary>
    /// <param name="root">The pickle's value.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="values">The numbers, booleans and texts, as texts, by the shortest path to them.</param>
    /// <param name="read">The numbers of a storage; null where there are none.</param>
    /// <exception cref="ModelFileException">There are no tensors, or one is not possible.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Flatten(
        object? root, string path, out IReadOnlyDictionary<string, string> values, Func<PickleStorage, ReadOnlyMemory<byte>?> read)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        var texts = new Dictionary<string, string>();
        values = texts;
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<(string Name, object? Value, int Depth)>([("", root, 0)]);
        while (waiting.TryDequeue(out var next))
        {
            var (name, value, depth) = next;
            if (value is PickleTensor tensor)
            {
                tensors.TryAdd(name, Stored(tensor, name, path, read));
            }
            else if (value is string or bool or long or double)
            {
                texts.TryAdd(name, Convert.ToString(value, CultureInfo.InvariantCulture)!);
            }
            else if (value is not null && depth < MaxDepth && seen.Add(value))
            {
                foreach (var (key, child) in Inside(value))
                {
                    waiting.Enqueue((name.Length == 0 || key.Length == 0 ? name + key : $"{name}.{key}", child, depth + 1));
                }
            }
        }

        return tensors.Count > 0 ? tensors : throw new ModelFileException($"{path} holds no tensors: a state dict is needed.");
    }

    // what a value holds by name; an object's attributes and entries go by its own
    private static IEnumerable<(string Key, object? Value)> Inside(object value) => value switch
    {
        PickleDictionary dictionary => dictionary.Select(entry => (entry.Key, entry.Value)),
        PickleObject { State: object?[] slots } instance => slots.Append(instance.Entries).Where(part => part is PickleDictionary)
            .Select(part => ("", part)),
        PickleObject instance => [("", instance.State), ("", instance.Entries)],
        _ => [],
    };

    private static StoredTensor Stored(PickleTensor tensor, string name, string path, Func<PickleStorage, ReadOnlyMemory<byte>?> read)
    {
        var dtype = TypeOf(tensor.Storage, path);
        var size = dtype.ElementSize();
        Int128 count = 1, last = (Int128)tensor.Storage.Offset + tensor.Offset;
        var sound = tensor.Shape.Length == tensor.Strides.Length && tensor.Shape.Length <= 32 && tensor.Storage.Offset >= 0
            && tensor.Offset >= 0;
        for (var i = 0; sound && i < tensor.Shape.Length; i++)
        {
            sound = tensor.Shape[i] is >= 0 and < int.MaxValue && tensor.Strides[i] is >= 0 and < int.MaxValue && count < int.MaxValue;
            count *= tensor.Shape[i];
            last += Math.Max(0, tensor.Shape[i] - 1) * (Int128)tensor.Strides[i];
        }

        if (!sound || count * size > int.MaxValue || (count > tensor.Storage.Count && count > MaxExpanded))
        {
            throw new ModelFileException($"{path} is damaged: tensor {name} of shape [{string.Join(", ", tensor.Shape)}] is not possible.");
        }

        return new(tensor.Shape, () =>
        {
            var bytes = (tensor.Storage.Numbers ?? read(tensor.Storage)
                ?? throw new ModelFileException($"{path} is damaged: storage {tensor.Storage.Key} is missing.")).Span;
            if (count > 0 && (last + 1) * size > bytes.Length)
            {
                throw new ModelFileException($"{path} is damaged: tensor {name} reaches beyond its storage.");
            }

            using var scope = NewDisposeScope();
            var flat = TensorExtensions.ToTensor(bytes, dtype, bytes.Length / size);
            return scope.MoveToOuter(
                flat.as_strided(tensor.Shape, tensor.Strides, tensor.Storage.Offset + tensor.Offset).contiguous().clone());
        });
    }

    /// <summary>The type of a storage's numbers.</summary>
    public static ScalarType TypeOf(PickleStorage storage, string path) => storage.Type switch
    {
        "FloatStorage" => ScalarType.Float32,
        "HalfStorage" => ScalarType.Float16,
        "BFloat16Storage" => ScalarType.BFloat16,
        "DoubleStorage" => ScalarType.Float64,
        "LongStorage" => ScalarType.Int64,
        "IntStorage" => ScalarType.Int32,
        "ShortStorage" => ScalarType.Int16,
        "CharStorage" => ScalarType.Int8,
        "ByteStorage" => ScalarType.Byte,
        "BoolStorage" => ScalarType.Bool,
        _ => throw new ModelFileException($"{path} holds a {storage.Type}, a type of numbers that Atelier does not know."),
    };
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Files of <c>torch.save</c> (zip and the older format), TorchScript archives and Lightning checkpoints.</summary>
internal static class TorchFile
{
    private const int MaxPickleBytes = 256 << 20;
    private const int MaxDepth = 64;
    private const long MaxExpanded = 1 << 24; // elements of a tensor that repeats its storage
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356"); // 0x1950a86a20f9469cfc6c

    public static IReadOnlyDictionary<string, StoredTensor> ReadZip(string path)
    {
        ZipArchive archive;
        try
        {
            archive = ZipFile.OpenRead(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw new ModelFileException($"{path} is damaged: it begins as a zip file but does not end as one; fetch it again.", e);
        }

        var pickle = archive.Entries.FirstOrDefault(
            entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.FullName == "data.pkl")
            ?? throw new ModelFileException($"{path} is a zip file but no PyTorch file: it holds no data.pkl.");
        var folder = pickle.FullName[..^"data.pkl".Length];
        var root = new PickleMachine(Bytes(pickle, Math.Min(pickle.Length, MaxPickleBytes)), path).Read();
        return Flatten(root, path, storage =>
        {
            var entry = archive.GetEntry($"{folder}data/{storage.Key}")
                ?? throw new ModelFileException($"{path} is damaged: storage {storage.Key} is missing.");
            lock (archive)
            {
                return Bytes(entry, entry.Length);
            }
        });

        byte[] Bytes(ZipArchiveEntry entry, long length)
        {
            try
            {
                using var stream = entry.Open();
                // stored as a rule: much larger means a bomb
                if ((entry.Length > MaxPickleBytes && entry.Length > WeightFile.Size(path)) || entry.Length > Array.MaxLength)
                {
                    throw new InvalidDataException("it unpacks to more than it may");
                }

                var bytes = new byte[length];
                stream.ReadExactly(bytes);
                return bytes;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
            {
                throw new ModelFileException($"{path} is damaged: {entry.FullName} cannot be read; fetch it again.", e);
            }
        }
    }

    public static IReadOnlyDictionary<string, StoredTensor> ReadLegacy(string path)
    {
        if (WeightFile.Size(path) > Array.MaxLength)
        {
            throw new ModelFileException(
                $"{path} is larger than 2 GB in PyTorch's older format, which Atelier reads up to that: save it anew, as a zip file.");
        }

        var file = File.ReadAllBytes(path);
        var machine = new PickleMachine(file, path);
        if (machine.Read() is not BigInteger magic || magic != Magic)
        {
            throw new ModelFileException(
                $"{path} is no weight file Atelier knows: safetensors, PyTorch (.pt, .pth, .ckpt) or TorchScript is needed.");
        }

        Next(); // protocol version
        Next(); // the machine it was written on
        var root = Next();
        if (Next() is not List<object?> keys)
        {
            throw new ModelFileException($"{path} is damaged: its list of storages is missing.");
        }

        var storages = new Dictionary<string, (int From, int Length)>();
        var at = machine.Position;
        foreach (var key in keys.OfType<string>())
        {
            var size = machine.Storages.TryGetValue(key, out var storage) ? TypeOf(storage, path).ElementSize() : 1;
            var count = at + 8 <= file.Length ? BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) : -1;
            if (count < 0 || count > (file.Length - at - 8) / size)
            {
                throw new ModelFileException($"{path} is damaged or cut short at byte {at}; fetch it again.");
            }

            storages[key] = (at + 8, (int)(count * size));
            at += 8 + (int)(count * size);
        }

        return Flatten(root, path, storage => storages.TryGetValue(storage.Key, out var found)
            ? file.AsSpan(found.From, found.Length).ToArray()
            : throw new ModelFileException($"{path} is damaged: storage {storage.Key} is missing."));

        object? Next() => machine.Read(machine.Position);
    }

    // Tensors by the shortest way to them, since objects may contain themselves and each other. Level by level, each object once.
    private static Dictionary<string, StoredTensor> Flatten(object? root, string path, Func<PickleStorage, byte[]> read)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<(string Name, object? Value, int Depth)>([("", root, 0)]);
        while (waiting.TryDequeue(out var next))
        {
            var (name, value, depth) = next;
            if (value is PickleTensor tensor)
            {
                tensors.TryAdd(name, Stored(tensor, name, path, read));
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

    private static StoredTensor Stored(PickleTensor tensor, string name, string path, Func<PickleStorage, byte[]> read)
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
            var bytes = read(tensor.Storage);
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

    private static ScalarType TypeOf(PickleStorage storage, string path) => storage.Type switch
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

using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Files of <c>torch.save</c> (zip and the older format), TorchScript archives and Lightning checkpoints.</summary>
internal static class TorchFile
{
    private const int LargestPickle = 256 << 20;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356"); // 0x1950a86a20f9469cfc6c

    public static IReadOnlyDictionary<string, StoredTensor> ReadZip(string path)
    {
        ZipArchive archive;
        try
        {
            archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException e)
        {
            throw new UserException($"{path} is damaged: it begins as a zip file but does not end as one; fetch it again.", e);
        }

        var pickle = archive.Entries.FirstOrDefault(
            entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.FullName == "data.pkl")
            ?? throw new UserException($"{path} is a zip file but no PyTorch file: it holds no data.pkl.");
        var folder = pickle.FullName[..^"data.pkl".Length];
        var root = new PickleMachine(Bytes(pickle, Math.Min(pickle.Length, LargestPickle)), path).Read();
        return Flatten(root, path, storage =>
        {
            var entry = archive.GetEntry($"{folder}data/{storage.Key}")
                ?? throw new UserException($"{path} is damaged: storage {storage.Key} is missing.");
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
                if (entry.Length > new FileInfo(path).Length && entry.Length > LargestPickle) // stored as a rule: much larger means a bomb
                {
                    throw new InvalidDataException("it unpacks to more than it may");
                }

                var bytes = new byte[length];
                stream.ReadExactly(bytes);
                return bytes;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
            {
                throw new UserException($"{path} is damaged: {entry.FullName} cannot be read; fetch it again.", e);
            }
        }
    }

    public static IReadOnlyDictionary<string, StoredTensor> ReadLegacy(string path)
    {
        var file = File.ReadAllBytes(path);
        var machine = new PickleMachine(file, path);
        if (machine.Read() is not BigInteger magic || magic != Magic)
        {
            throw new UserException(
                $"{path} is no weight file Atelier knows: safetensors, PyTorch (.pt, .pth, .ckpt) or TorchScript is needed.");
        }

        Next(); // protocol version
        Next(); // the machine it was written on
        var root = Next();
        if (Next() is not List<object?> keys)
        {
            throw new UserException($"{path} is damaged: its list of storages is missing.");
        }

        var types = new Dictionary<string, PickleStorage>();
        Visit(root, storage => types.TryAdd(storage.Key, storage));
        var storages = new Dictionary<string, (int From, int Length)>();
        var at = machine.Position;
        foreach (var key in keys.OfType<string>())
        {
            var size = types.TryGetValue(key, out var storage) ? TypeOf(storage, path).ElementSize() : 1;
            var count = at + 8 <= file.Length ? BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) : -1;
            if (count < 0 || count > (file.Length - at - 8) / size)
            {
                throw new UserException($"{path} is damaged or cut short at byte {at}; fetch it again.");
            }

            storages[key] = (at + 8, (int)(count * size));
            at += 8 + (int)(count * size);
        }

        return Flatten(root, path, storage => storages.TryGetValue(storage.Key, out var found)
            ? file.AsSpan(found.From, found.Length).ToArray()
            : throw new UserException($"{path} is damaged: storage {storage.Key} is missing."));

        object? Next() => machine.Read(machine.Position);
    }

    // {state_dict: …}, a plain dictionary of tensors, or TorchScript modules within each other
    private static Dictionary<string, StoredTensor> Flatten(object? root, string path, Func<PickleStorage, byte[]> read)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var key in (string[])["state_dict", "params_ema", "params", "model"])
        {
            if (root is PickleDictionary outer && outer.TryGetValue(key, out var inner) && inner is PickleDictionary)
            {
                root = inner;
                break;
            }
        }

        Walk("", root, 0);
        return tensors.Count > 0 ? tensors : throw new UserException($"{path} holds no tensors: a state dict is needed.");

        void Walk(string name, object? value, int depth)
        {
            switch (value)
            {
                case PickleTensor tensor:
                    tensors[name] = Stored(tensor, name, path, read);
                    break;
                case PickleDictionary dictionary when depth < 64:
                    foreach (var (key, child) in dictionary)
                    {
                        Walk(name.Length == 0 ? key : $"{name}.{key}", child, depth + 1);
                    }

                    break;
                case PickleObject { State: PickleDictionary state }:
                    Walk(name, state, depth + 1);
                    break;
            }
        }
    }

    private static StoredTensor Stored(PickleTensor tensor, string name, string path, Func<PickleStorage, byte[]> read)
    {
        var dtype = TypeOf(tensor.Storage, path);
        var size = dtype.ElementSize();
        long count = 1, last = tensor.Storage.Offset + tensor.Offset;
        var sound = tensor.Shape.Length == tensor.Strides.Length && last >= 0;
        for (var i = 0; sound && i < tensor.Shape.Length; i++)
        {
            sound = tensor.Shape[i] is >= 0 and < int.MaxValue && tensor.Strides[i] is >= 0 and < int.MaxValue && count < int.MaxValue;
            count *= tensor.Shape[i];
            last += Math.Max(0, tensor.Shape[i] - 1) * tensor.Strides[i];
        }

        if (!sound || count * size > int.MaxValue)
        {
            throw new UserException($"{path} is damaged: tensor {name} of shape [{string.Join(", ", tensor.Shape)}] is not possible.");
        }

        return new(tensor.Shape, () =>
        {
            var bytes = read(tensor.Storage);
            if (count > 0 && (last + 1) * size > bytes.Length)
            {
                throw new UserException($"{path} is damaged: tensor {name} reaches beyond its storage.");
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
        _ => throw new UserException($"{path} holds a {storage.Type}, a type of numbers that Atelier does not know."),
    };

    private static void Visit(object? value, Action<PickleStorage> found)
    {
        switch (value)
        {
            case PickleTensor tensor:
                found(tensor.Storage);
                break;
            case PickleDictionary dictionary:
                foreach (var child in dictionary.Values)
                {
                    Visit(child, found);
                }

                break;
            case IEnumerable<object?> list:
                foreach (var child in list)
                {
                    Visit(child, found);
                }

                break;
            case PickleObject { State: { } state }:
                Visit(state, found);
                break;
        }
    }
}

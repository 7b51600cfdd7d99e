using System.IO.Compression;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Files of <c>torch.save</c> (zip and the older format), TorchScript archives, Lightning checkpoints, and StyleGAN's
/// pickles.</summary>
internal static class TorchFile
{
    private const int MaxPickleBytes = 256 << 20;

    /// <summary>Reads a zip file; beside the tensors, the plain values by their paths.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> ReadZip(string path, out IReadOnlyDictionary<string, string> values)
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
        return PickleTensors.Flatten(root, path, out values, storage =>
        {
            var entry = archive.GetEntry($"{folder}data/{storage.Key}")
                ?? throw new ModelFileException($"{path} is damaged: storage {storage.Key} is missing.");
            lock (archive)
            {
                return (ReadOnlyMemory<byte>?)Bytes(entry, entry.Length);
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

    /// <summary>Reads the older format of <c>torch.save</c>, or a pickle whose tensors hold their numbers themselves; beside the tensors,
    /// the plain values by their paths.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> ReadPickle(string path, out IReadOnlyDictionary<string, string> values)
    {
        if (WeightFile.Size(path) > Array.MaxLength)
        {
            throw new ModelFileException(
                $"{path} is larger than 2 GB in PyTorch's older format, which Atelier reads up to that: save it anew, as a zip file.");
        }

        ReadOnlyMemory<byte> file = File.ReadAllBytes(path);
        var machine = new PickleMachine(file, path);
        return machine.Read() switch
        {
            var first when LegacyStream.IsMagic(first) =>
                PickleTensors.Flatten(LegacyStream.ReadAfterMagic(machine, file, path, out var read), path, out values, read),
            (PickleDictionary or PickleObject) and var root => PickleTensors.Flatten(root, path, out values, _ => null),
            object?[] networks when networks.Any(network => network is PickleObject { Type.Module: "dnnlib.tflib.network" }) =>
                throw new ModelFileException(
                    $"{path} is a StyleGAN of TensorFlow: convert it with legacy.py of stylegan2-ada-pytorch, whose file can be read."),
            _ => throw new ModelFileException(
                $"{path} is no weight file Atelier knows: safetensors, PyTorch (.pt, .pth, .ckpt) or TorchScript is needed."),
        };
    }
}

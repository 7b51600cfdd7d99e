using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>The older format of <c>torch.save</c>: a magic number, a version, the machine it was written on, the value, the keys of its
/// storages, each a pickle; then the storages' numbers.</summary>
internal static class LegacyStream
{
    private static readonly BigInteger Magic = 
        BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture); // 0x1950a86a20f9469cfc6c

    /// <summary>Whether a stream's first value is the magic number.</summary>
    public static bool IsMagic(object? value) => value is BigInteger magic && magic == Magic;

    /// <summary>Reads what follows the magic number.</summary>
    /// <param name="machine">The machine that has read the magic number.</param>
    /// <param name="stream">The whole stream.</param>
    /// <param name="where">The file, for messages.</param>
    /// <param name="read">The numbers of a storage; null where there are none.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ModelFileException">The stream is cut short.</exception>
    public static object? ReadAfterMagic(
        PickleMachine machine, ReadOnlyMemory<byte> stream, string where, out Func<PickleStorage, ReadOnlyMemory<byte>?> read)
    {
        Next(); // protocol version
        Next(); // the machine it was written on
        var root = Next();
        if (Next() is not List<object?> keys)
        {
            throw new ModelFileException($"{where} is damaged: its list of storages is missing.");
        }

        var storages = new Dictionary<string, ReadOnlyMemory<byte>>();
        var at = machine.Position;
        foreach (var key in keys.OfType<string>())
        {
            var size = machine.Storages.TryGetValue(key, out var storage) ? PickleTensors.TypeOf(storage, where).ElementSize() : 1;
            var count = at + 8 <= stream.Length ? BinaryPrimitives.ReadInt64LittleEndian(stream.Span[at..]) : -1;
            if (count < 0 || count > (stream.Length - at - 8) / size)
            {
                throw new ModelFileException($"{where} is damaged or cut short at byte {at}; fetch it again.");
            }

            storages[key] = stream.Slice(at + 8, (int)(count * size));
            at += 8 + (int)(count * size);
        }

        read = storage => storages.TryGetValue(storage.Key, out var found) ? found : null;
        return root;

        object? Next() => machine.Read(machine.Position);
    }

    /// <summary>Reads a stream whose value is a storage alone, as pickled tensors carry them.</summary>
    /// <exception cref="ModelFileException">It holds something else, or is cut short.</exception>
    public static PickleStorage ReadStorage(ReadOnlyMemory<byte> stream, string where)
    {
        var machine = new PickleMachine(stream, where, isInner: true);
        return IsMagic(machine.Read()) && ReadAfterMagic(machine, stream, where, out var read) is PickleStorage storage
            ? storage with { Numbers = read(storage) }
            : throw new ModelFileException($"{where} is refused: bytes in it ask torch.storage._load_from_bytes for more than numbers.");
    }
}

using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Torch.WeightFiles;

/// <summary>safetensors files: an 8-byte length, a JSON header, raw little-endian tensors.</summary>
public static class SafeTensors
{
    private const int MaxHeaderBytes = 100_000_000; // the format's own limit
    private const int MaxAxes = 32;

    private static readonly (ScalarType Type, string Name)[] Types =
    [
        (ScalarType.Float32, "F32"), (ScalarType.Float16, "F16"), (ScalarType.BFloat16, "BF16"), (ScalarType.Float64, "F64"),
        (ScalarType.Int64, "I64"), (ScalarType.Int32, "I32"),
        (ScalarType.Int16, "I16"), (ScalarType.Int8, "I8"), (ScalarType.Byte, "U8"), (ScalarType.Bool, "BOOL"),
    ];

    /// <summary>Reads and checks the header; tensors are read from a memory map on demand.</summary>
    /// <exception cref="ModelFileException">The file is missing, cut short or inconsistent.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        if (!File.Exists(path))
        {
            throw new ModelFileException($"There is no weight file {path}.");
        }

        InputFile.Require(path, "a safetensors file", (message, inner) => new ModelFileException(message, inner));
        var view = Map(path, out var size);
        try
        {
            return ReadHeader(path, view, size, out metadata);
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }

    // the runtime's own messages do not help the user
    private static string Reason(Exception e) => e switch
    {
        FormatException => $" ({e.Message.TrimEnd('.')})",
        JsonException { BytePositionInLine: { } at } => $" (no JSON from byte {at} on)",
        _ => "",
    };

    /// <summary>Writes named tensors atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Names and values; any layout, any device.</param>
    /// <param name="metadata">Free-form metadata for the header.</param>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor) in list)
            {
                var bytes = tensor.numel() * tensor.dtype.ElementSize();
                json.WriteStartObject(name);
                json.WriteString("dtype", Types.First(type => type.Type == tensor.dtype).Name);
                json.WriteStartArray("shape");
                Array.ForEach(tensor.shape, json.WriteNumberValue);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset + bytes);
                json.WriteEndArray();
                json.WriteEndObject();
                offset += bytes;
            }

            json.WriteEndObject();
        }

        var header = buffer.ToArray();
        var padded = (header.Length + 7) / 8 * 8;
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            stream.Write(length);
            stream.Write(header);
            stream.Write(Encoding.ASCII.GetBytes(new string(' ', padded - header.Length)));
            foreach (var (_, tensor) in list)
            {
                stream.Write(tensor.ToBytes());
            }
        });
    }

    private static Dictionary<string, StoredTensor> ReadHeader(
        string path, MemoryMappedViewAccessor view, long size, out IReadOnlyDictionary<string, string> metadata)
    {
        var length = view.ReadInt64(0);
        if (length < 2 || length > size - 8 || length > MaxHeaderBytes)
        {
            throw new ModelFileException($"{path} is no complete safetensors file: its header would take {length} of {size} bytes.");
        }

        var header = new byte[length];
        view.ReadArray(8, header, 0, header.Length);
        try
        {
            return Parse(path, header, view, size - 8 - length, 8 + length, out metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new ModelFileException(
                $"{path} is no safetensors file: its header is malformed{Reason(e)}.", e);
        }
    }

    private static Dictionary<string, StoredTensor> Parse(
        string path,
        byte[] header,
        MemoryMappedViewAccessor view,
        long available,
        long start,
        out IReadOnlyDictionary<string, string> metadata)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        var texts = new Dictionary<string, string>();
        metadata = texts;
        using var json = JsonDocument.Parse(header);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (var text in entry.Value.EnumerateObject())
                {
                    texts[text.Name] = text.Value.GetString() ?? "";
                }

                continue;
            }

            var type = entry.Value.GetProperty("dtype").GetString();
            var at = Array.FindIndex(Types, known => known.Name == type);
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var (from, to) = (entry.Value.GetProperty("data_offsets")[0].GetInt64(), entry.Value.GetProperty("data_offsets")[1].GetInt64());
            if (at < 0)
            {
                throw new ModelFileException($"{path}: tensor {entry.Name} has the unknown type {type}.");
            }

            var bytes = shape.Aggregate((long)Types[at].Type.ElementSize(), (product, size) => size >= 0 ? checked(product * size)
                : throw new FormatException("a negative size"));
            if (from < 0 || to > available || to < from || to - from != bytes)
            {
                throw new ModelFileException(
                    $"{path} is cut short or inconsistent: tensor {entry.Name} should lie at bytes {from} to {to} of {available}.");
            }

            if (bytes > int.MaxValue || shape.Length > MaxAxes || shape.Any(axis => axis > int.MaxValue))
            {
                var sizes = string.Join(", ", shape);
                throw new ModelFileException(
                    $"{path}: tensor {entry.Name} of shape [{sizes}] is larger than Atelier reads, 2 GB and {MaxAxes} axes.");
            }

            if (!tensors.TryAdd(entry.Name, new(shape, () => ReadTensor(view, start + from, bytes, Types[at].Type, shape))))
            {
                throw new ModelFileException($"{path} is inconsistent: it lists the tensor {entry.Name} twice.");
            }
        }

        return tensors;
    }

    private static MemoryMappedViewAccessor Map(string path, out long size)
    {
        try
        {
            size = WeightFile.Size(path);
            if (size < 10)
            {
                throw new ModelFileException($"{path} is no safetensors file: it has only {size} bytes.");
            }

            using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return file.CreateViewAccessor(0, size, MemoryMappedFileAccess.Read); // outlives the file
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static unsafe Tensor ReadTensor(MemoryMappedViewAccessor view, long from, long bytes, ScalarType dtype, long[] shape)
    {
        byte* memory = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
        try
        {
            return new ReadOnlySpan<byte>(memory + from, checked((int)bytes)).ToTensor(dtype, shape);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}

using Atelier.Torch;

namespace Atelier.Tests;

/// <summary>Writes small ONNX files.</summary>
public static class OnnxWriter
{
    /// <summary>A file of nodes, whose inputs are tensors of these names.</summary>
    public static byte[] Write(
        IEnumerable<(string Operator, string[] Inputs)> nodes, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool raw = true)
    {
        var graph = new List<byte>();
        foreach (var (kind, inputs) in nodes)
        {
            graph.AddRange(Bytes(1, [.. inputs.SelectMany(input => Text(1, input)), .. Text(4, kind)]));
        }

        foreach (var (name, tensor) in tensors)
        {
            graph.AddRange(Bytes(5, Initializer(name, tensor, raw)));
        }

        return [.. Number(1, 3), .. Text(2, "CNTK"), .. Bytes(7, [.. graph])];
    }

    /// <summary>A tensor, its numbers as they lie in memory or as a packed list.</summary>
    public static byte[] Initializer(string name, Tensor tensor, bool raw) =>
    [
        .. tensor.shape.SelectMany(size => Number(1, (ulong)size)), .. Number(2, tensor.dtype == ScalarType.Float16 ? 10UL : 1UL),
        .. Text(8, name), .. Bytes(raw ? 9 : 4, tensor.ToBytes()),
    ];

    /// <summary>A field that is a whole number.</summary>
    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    /// <summary>A field of bytes.</summary>
    public static byte[] Bytes(int field, byte[] value) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static byte[] Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}

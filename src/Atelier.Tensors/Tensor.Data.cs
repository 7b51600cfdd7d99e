using System.Runtime.InteropServices;

namespace Atelier.Tensors;

// In and out of managed memory.
public sealed unsafe partial class Tensor
{
    /// <summary>A copy of managed values as a tensor: float, double, long, int, short, sbyte, byte, bool, Half, or <see cref="UInt16"/> for bf16 bits.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged => FromBytes(MemoryMarshal.AsBytes(values), DTypeOf<T>(), shape);

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>A copy of raw little-endian elements as a tensor.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of type and shape.</exception>
    public static Tensor FromBytes(ReadOnlySpan<byte> bytes, DType dtype, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            count *= size;
        }

        if (count * SizeOf(dtype) != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes for {count} elements of {dtype}");
        }

        byte nothing = 0;
        fixed (byte* data = bytes)
        {
            fixed (long* sizes = shape)
            {
                Native.Check(Native.atl_from_memory(data is null ? &nothing : data, (int)dtype, sizes, shape.Length, out var handle));
                return Own(handle);
            }
        }
    }

    /// <summary>The one element of a tensor of one element.</summary>
    public double Item()
    {
        Native.Check(Native.atl_item(Handle, out var value));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>A copy of all elements, converted to <typeparamref name="T"/>, last axis fastest.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[checked((int)Count)];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies all elements, converted to <typeparamref name="T"/>, last axis fastest.</summary>
    public void CopyTo<T>(Span<T> values)
        where T : unmanaged
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var flat = Detach().To(Device.Cpu).To(DTypeOf<T>()).Contiguous();
        Native.Check(Native.atl_data(flat.Handle, out var data));
        new ReadOnlySpan<T>((void*)data, checked((int)flat.Count)).CopyTo(values);
        GC.KeepAlive(flat);
    }

    /// <summary>A copy of the raw little-endian elements in their own type, last axis fastest.</summary>
    public byte[] ToBytes()
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var flat = Detach().To(Device.Cpu).Contiguous();
        Native.Check(Native.atl_data(flat.Handle, out var data));
        var bytes = new ReadOnlySpan<byte>((void*)data, checked((int)(flat.Count * SizeOf(flat.DType)))).ToArray();
        GC.KeepAlive(flat);
        return bytes;
    }

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(DType dtype) => dtype switch
    {
        DType.UInt8 or DType.Int8 or DType.Bool => 1,
        DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        _ => 8,
    };

    private static DType DTypeOf<T>()
        where T : unmanaged => default(T) switch
        {
            float => DType.Float32,
            double => DType.Float64,
            long => DType.Int64,
            int => DType.Int32,
            short => DType.Int16,
            sbyte => DType.Int8,
            byte => DType.UInt8,
            bool => DType.Bool,
            Half => DType.Float16,
            ushort => DType.BFloat16,
            _ => throw new ArgumentException($"no tensor has elements of {typeof(T).Name}"),
        };
}

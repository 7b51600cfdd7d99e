using System.Runtime.InteropServices;
using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>What TorchSharp's tensors lack.</summary>
public static class TensorExtensions
{
    private static readonly Operator SetData = new("aten::set_data(Tensor(a!) self, Tensor new_data) -> ()");

    /// <summary>Replaces the contents of a tensor, even by another type, layout or device, as PyTorch's <c>x.data =
    /// value</c>: everyone who holds it sees them.</summary>
    public static void set_data(this Tensor x, Tensor value) => SetData.CallMany(x, value);

    /// <summary>A copy of all elements on any device, converted to <typeparamref name="T"/>, last axis fastest.</summary>
    public static T[] ToArray<T>(this Tensor x)
        where T : unmanaged
    {
        var values = new T[checked((int)x.numel())];
        x.CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies all elements, converted to <typeparamref name="T"/>, last axis fastest.</summary>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public static void CopyTo<T>(this Tensor x, Span<T> values)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var flat = x.detach().to(TypeOf<T>(), CPU).contiguous();
        MemoryMarshal.Cast<byte, T>(flat.bytes).CopyTo(values);
    }

    /// <summary>A copy of the raw little-endian elements in their own type, last axis fastest.</summary>
    public static byte[] ToBytes(this Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return x.detach().cpu().contiguous().bytes.ToArray();
    }

    /// <summary>A tensor of raw little-endian elements, which are copied.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of type and shape.</exception>
    public static Tensor ToTensor(this ReadOnlySpan<byte> bytes, ScalarType dtype, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count * dtype.ElementSize() != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes for {count} elements of {dtype}", nameof(bytes));
        }

        var tensor = empty(shape, dtype);
        bytes.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>Hands several tensors to the enclosing scope; those it does not own are left alone.</summary>
    public static Tensor[] MoveAllToOuter(this DisposeScope scope, Tensor[] tensors)
    {
        scope.MoveToOuter((IEnumerable<IDisposable>)tensors);
        return tensors;
    }

    private static ScalarType TypeOf<T>()
        where T : unmanaged => default(T) switch
        {
            float => ScalarType.Float32,
            double => ScalarType.Float64,
            long => ScalarType.Int64,
            int => ScalarType.Int32,
            short => ScalarType.Int16,
            sbyte => ScalarType.Int8,
            byte => ScalarType.Byte,
            bool => ScalarType.Bool,
            Half => ScalarType.Float16,
            _ => throw new NotSupportedException($"no tensor has elements of {typeof(T).Name}"),
        };
}

using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Torch.Dispatch;

/// <summary>
/// Values in the 64 bits of libtorch's StableIValue (torch/csrc/stable/stableivalue_conversions.h): numbers as they are;
/// tensors, lists and strings as owning handles; an optional value as a pointer to it on the heap, or 0.
/// </summary>
internal static unsafe class StableValue
{
    /// <summary>Whether the value fits the type.</summary>
    /// <exception cref="InvalidOperationException">It is a disposed tensor.</exception>
    public static bool Fits(SchemaType type, object? value) => value is null ? type.Optional : type.Name switch
    {
        "list" => value is ICollection list && (type.Length ?? list.Count) == list.Count
            && list.Cast<object?>().All(item => Fits(type.Item!, item)),
        "Tensor" => value is Tensor tensor && tensor.Handle != 0,
        "int" or "SymInt" => value is long,
        "float" => value is double or long,
        "bool" => value is bool,
        "str" => value is string,
        "ScalarType" => value is ScalarType,
        "MemoryFormat" => value is memory_format,
        _ => false, // Device, Layout, Generator, Scalar: None at most
    };

    /// <summary>Packs a value that fits; the receiver owns it.</summary>
    public static ulong Pack(SchemaType type, object? value)
    {
        if (value is null)
        {
            return 0;
        }

        if (!type.Optional)
        {
            return PackOne(type, value);
        }

        var heap = (ulong*)NativeMemory.Alloc(sizeof(ulong)); // libtorch deletes it with C's free
        *heap = PackOne(type, value);
        return (ulong)heap;
    }

    /// <summary>Takes a tensor.</summary>
    public static Tensor UnpackTensor(ulong value) => Tensor.UnsafeCreateTensor((nint)value);

    /// <summary>Takes a list of tensors.</summary>
    public static Tensor[] UnpackTensors(ulong value)
    {
        var list = (nint)value;
        _ = StableAbi.torch_list_size(list, out var size);
        var tensors = new Tensor[size];
        for (nuint i = 0; i < size; i++)
        {
            _ = StableAbi.torch_list_get_item(list, i, out var item);
            tensors[i] = UnpackTensor(item);
        }

        _ = StableAbi.torch_delete_list(list);
        return tensors;
    }

    private static ulong PackOne(SchemaType type, object value) => value switch
    {
        Tensor tensor => PackTensor(tensor),
        long number when type.Name == "float" => BitConverter.DoubleToUInt64Bits(number),
        long number => (ulong)number,
        double number => BitConverter.DoubleToUInt64Bits(number),
        bool truth => truth ? 1u : 0u,
        string text => PackText(text),
        ScalarType kind => (ulong)kind,
        memory_format format => (ulong)Number(format),
        ICollection list => PackList(type.Item!, list),
        _ => throw new NotSupportedException($"{value.GetType()} has no place in a StableIValue"),
    };

    private static ulong PackTensor(Tensor tensor)
    {
        _ = StableAbi.aoti_torch_new_tensor_handle(tensor.Handle, out var handle);
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    private static ulong PackText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            _ = StableAbi.torch_new_string_handle(start, (nuint)bytes.Length, out var handle);
            return (ulong)handle;
        }
    }

    private static ulong PackList(SchemaType item, ICollection values)
    {
        _ = StableAbi.torch_new_list_reserve_size((nuint)values.Count, out var list);
        foreach (var value in values)
        {
            _ = StableAbi.torch_list_push_back(list, Pack(item, value));
        }

        return (ulong)list;
    }

    private static int Number(memory_format format) => format switch
    {
        memory_format.channels_last => StableAbi.aoti_torch_memory_format_channels_last(),
        memory_format.contiguous_format => StableAbi.aoti_torch_memory_format_contiguous_format(),
        _ => StableAbi.aoti_torch_memory_format_preserve_format(),
    };
}

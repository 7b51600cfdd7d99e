using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Tensors;

/// <summary>A native operator by its schema name, looked up at its first call: <c>static readonly Operator Conv2d = new("conv2d")</c>.</summary>
/// <param name="name">Such as <c>conv2d</c> or <c>atelier::group_norm_silu</c>; without a namespace it is libtorch's own.</param>
/// <param name="overload">Such as <c>Tensor</c> or <c>Scalar</c>; most operators have the empty one.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private readonly string _name = name.Contains("::") ? name : "aten::" + name;
    private nint _handle;
    private string[] _arguments = [];
    private string _schema = "";

    /// <summary>True when libtorch has it.</summary>
    public static bool Exists(string name, string overload = "") =>
        Native.atl_op_find(name.Contains("::") ? name : "aten::" + name, overload, out _) == 0;

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <exception cref="TorchException">libtorch refused: the message holds schema and shapes.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        var count = Invoke(arguments, &result, 1);
        return count == 1 && result.Tag == Tag.Tensor ? Tensor.Own((nint)result.Bits) : throw new TorchException(_schema + " does not return one tensor");
    }

    /// <summary>Calls an operator for its effect.</summary>
    public void Do(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[8];
        var count = Invoke(arguments, results, 8);
        for (var i = 0; i < count; i++)
        {
            Release(results[i]);
        }
    }

    /// <summary>Calls an operator that returns several tensors, or a list of them.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[8];
        var count = Invoke(arguments, results, 8);
        if (count == 1 && results->Tag == Tag.TensorList)
        {
            var handles = new ReadOnlySpan<nint>((void*)results->Bits, results->Length);
            var list = new Tensor[handles.Length];
            for (var i = 0; i < list.Length; i++)
            {
                list[i] = Tensor.Own(handles[i]);
            }

            Native.atl_free((nint)results->Bits);
            return list;
        }

        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            tensors[i] = Tensor.Own((nint)results[i].Bits);
        }

        return tensors;
    }

    private static void Release(NativeValue value)
    {
        switch (value.Tag)
        {
            case Tag.Tensor:
                _ = Native.atl_release((nint)value.Bits);
                break;
            case Tag.TensorList:
                foreach (var handle in new ReadOnlySpan<nint>((void*)value.Bits, value.Length))
                {
                    _ = Native.atl_release(handle);
                }

                Native.atl_free((nint)value.Bits);
                break;
            case Tag.IntList:
                Native.atl_free((nint)value.Bits);
                break;
        }
    }

    private void Find()
    {
        Engine.Prepare();
        Native.Check(Native.atl_op_find(_name, overload, out var handle));
        _ = Native.atl_op_schema(handle, out var schema, out var count, out _);
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            _ = Native.atl_op_arg(handle, i, out var argument, out _, out _);
            names[i] = Native.Text(argument);
        }

        (_schema, _arguments) = (Native.Text(schema), names);
        Volatile.Write(ref _handle, handle);
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        if (Volatile.Read(ref _handle) == 0)
        {
            Find();
        }

        var values = stackalloc NativeValue[_arguments.Length];
        new Span<NativeValue>(values, _arguments.Length).Clear();
        var words = 0; // room for lists and texts, in 8-byte words
        foreach (ref readonly var argument in arguments)
        {
            words += argument.Reference switch { Array list => list.Length, string text => text.Length, _ => 0 };
        }

        var large = words > 128 ? GC.AllocateUninitializedArray<long>(words, pinned: true) : null;
        var small = stackalloc long[large is null ? words : 0];
        var next = large is null ? small : (long*)Unsafe.AsPointer(ref large[0]);
        var used = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            var at = argument.Name is null ? i : Array.IndexOf(_arguments, argument.Name);
            if ((uint)at >= (uint)_arguments.Length)
            {
                throw new TorchException($"{_schema}: no argument {argument.Name ?? i.ToString()}");
            }

            used = Math.Max(used, at + 1);
            Pack(argument, ref values[at], ref next);
        }

        int returned;
        var code = Native.atl_call(_handle, values, used, results, capacity, &returned);
        GC.KeepAlive(large);
        foreach (ref readonly var argument in arguments)
        {
            GC.KeepAlive(argument.Reference); // no finaliser may run under the call
        }

        Native.Check(code);
        return returned;
    }

    private static void Pack(in Argument argument, ref NativeValue value, ref long* room)
    {
        value.Tag = argument.Tag;
        value.Bits = argument.Bits;
        var span = argument.Reference is Array array ? new Span<long>(room, array.Length) : default;
        switch (argument.Reference)
        {
            case null:
                return;
            case Tensor tensor:
                value.Bits = tensor.Handle;
                return;
            case RandomGenerator generator:
                value.Bits = generator.Handle;
                return;
            case string text:
                value.Bits = (long)room;
                value.Length = Encoding.UTF8.GetBytes(text, new Span<byte>(room, text.Length * 8));
                room += text.Length;
                return;
            case long[] list:
                list.CopyTo(span);
                break;
            case double[] list:
                MemoryMarshal.Cast<double, long>(list).CopyTo(span);
                break;
            case bool[] list:
                for (var i = 0; i < list.Length; i++)
                {
                    span[i] = list[i] ? 1 : 0;
                }

                break;
            case Tensor?[] list:
                for (var i = 0; i < list.Length; i++)
                {
                    span[i] = list[i]?.Handle ?? 0;
                }

                break;
            default:
                throw new TorchException($"an argument of type {argument.Reference.GetType().Name} cannot be passed");
        }

        value.Bits = (long)room;
        value.Length = span.Length;
        room += span.Length;
    }
}

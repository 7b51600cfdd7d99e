using System.Runtime.InteropServices;

namespace Atelier.Torch.Dispatch;

/// <summary>
/// The part of libtorch's stable C ABI that calls operators: torch/csrc/stable/c/shim.h and torch/csrc/inductor/aoti_torch/c/shim.h.
/// Functions return 0, or an error code; the names are libtorch's.
/// </summary>
internal static unsafe partial class StableAbi
{
    private const string Library = "torch_cpu";

    // takes ownership of the arguments on the stack, and leaves its results there
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int aoti_torch_call_dispatcher(string name, string overload, ulong* stack);

    [LibraryImport(Library)]
    public static partial int aoti_torch_new_tensor_handle(nint tensor, out nint copy);

    [LibraryImport(Library)]
    public static partial int torch_new_list_reserve_size(nuint size, out nint list);

    [LibraryImport(Library)]
    public static partial int torch_list_push_back(nint list, ulong item);

    [LibraryImport(Library)]
    public static partial int torch_list_size(nint list, out nuint size);

    [LibraryImport(Library)]
    public static partial int torch_list_get_item(nint list, nuint index, out ulong item);

    [LibraryImport(Library)]
    public static partial int torch_delete_list(nint list);

    [LibraryImport(Library)]
    public static partial int torch_new_string_handle(byte* text, nuint length, out nint handle);

    [LibraryImport(Library)]
    public static partial int aoti_torch_memory_format_contiguous_format();

    [LibraryImport(Library)]
    public static partial int aoti_torch_memory_format_channels_last();

    [LibraryImport(Library)]
    public static partial int aoti_torch_memory_format_preserve_format();
}

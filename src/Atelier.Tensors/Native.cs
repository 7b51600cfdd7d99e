using System.Reflection;
using System.Runtime.InteropServices;

namespace Atelier.Tensors;

/// <summary>The C ABI of <c>native/atelier.h</c>. Only this file and its callers in this room know handles.</summary>
internal static unsafe partial class Native
{
    private const string Library = "atelier";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    [LibraryImport(Library)]
    public static partial byte* atl_last_error();

    [LibraryImport(Library)]
    public static partial byte* atl_version();

    [LibraryImport(Library)]
    public static partial int atl_build_info(out byte* text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int atl_op_find(string name, string overload, out nint op);

    [LibraryImport(Library)]
    public static partial int atl_op_schema(nint op, out byte* schema, out int arguments, out int returns);

    [LibraryImport(Library)]
    public static partial int atl_op_arg(nint op, int index, out byte* name, out byte* type, out int hasDefault);

    [LibraryImport(Library)]
    public static partial int atl_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* returned);

    [LibraryImport(Library)]
    public static partial void atl_free(nint memory);

    [LibraryImport(Library)]
    public static partial int atl_from_memory(void* data, int dtype, long* sizes, int dimensions, out nint tensor);

    [LibraryImport(Library)]
    public static partial int atl_release(nint tensor);

    [LibraryImport(Library)]
    public static partial int atl_alias(nint tensor, out nint other);

    [LibraryImport(Library)]
    public static partial int atl_info(nint tensor, int* dimensions, long* sizes, long* strides, int* dtype, int* deviceType, int* deviceIndex, long* count, int* flags);

    [LibraryImport(Library)]
    public static partial int atl_data(nint tensor, out nint data);

    [LibraryImport(Library)]
    public static partial int atl_item(nint tensor, out double value);

    [LibraryImport(Library)]
    public static partial int atl_requires_grad(nint tensor, int on);

    [LibraryImport(Library)]
    public static partial int atl_grad(nint tensor, out nint gradient);

    [LibraryImport(Library)]
    public static partial int atl_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    public static partial int atl_backward(nint* roots, nint* seeds, int count, int retain, int create);

    [LibraryImport(Library)]
    public static partial int atl_autograd_grad(nint* outputs, int outputCount, nint* seeds, nint* inputs, int inputCount, int retain, int create, int allowUnused, nint* gradients);

    [LibraryImport(Library)]
    public static partial int atl_grad_mode(int on, out int previous);

    [LibraryImport(Library)]
    public static partial int atl_inference_enter(int on, out nint guard);

    [LibraryImport(Library)]
    public static partial int atl_inference_exit(nint guard);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int atl_custom_node(string name, nint* inputs, int inputCount, nint* outputs, int outputCount, delegate* unmanaged<nint, nint*, int, nint*, int, int> backward, delegate* unmanaged<nint, void> free, nint state);

    [LibraryImport(Library)]
    public static partial int atl_manual_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial int atl_threads(int set, out int now);

    [LibraryImport(Library)]
    public static partial int atl_flush_denormals();

    [LibraryImport(Library)]
    public static partial int atl_cuda_devices(out int count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int atl_generator_new(ulong seed, string device, out nint generator);

    [LibraryImport(Library)]
    public static partial int atl_generator_state(nint generator, out nint state);

    [LibraryImport(Library)]
    public static partial int atl_generator_restore(nint generator, nint state);

    [LibraryImport(Library)]
    public static partial int atl_generator_release(nint generator);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int atl_group_new(string address, int port, int rank, int size, int seconds, out nint group);

    [LibraryImport(Library)]
    public static partial int atl_group_sum(nint group, nint* tensors, int count);

    [LibraryImport(Library)]
    public static partial int atl_group_broadcast(nint group, nint tensor);

    [LibraryImport(Library)]
    public static partial int atl_group_gather(nint group, nint part, out nint whole);

    [LibraryImport(Library)]
    public static partial int atl_group_release(nint group);

    /// <summary>The text behind a native pointer, which stays native's own.</summary>
    public static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    /// <summary>Turns a code into an exception; what a managed backward threw travels inside.</summary>
    /// <exception cref="TorchException">The code is not 0.</exception>
    public static void Check(int code)
    {
        if (code != 0)
        {
            var pending = CustomFunction.TakePending();
            throw pending is UserException asked ? new UserException(asked.Message, asked) : new TorchException(Text(atl_last_error()), pending);
        }
    }

    // beside the assembly when published; in a checkout, artifacts/native of the nearest folder above
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Library)
        {
            return 0;
        }

        var file = OperatingSystem.IsMacOS() ? "libatelier.dylib" : "libatelier.so";
        var tried = new List<string>();
        if (Environment.GetEnvironmentVariable("ATELIER_NATIVE") is { Length: > 0 } chosen)
        {
            tried.Add(chosen);
        }

        tried.Add(Path.Combine(AppContext.BaseDirectory, file));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            tried.Add(Path.Combine(folder.FullName, "artifacts", "native", file));
        }

        var found = tried.Find(File.Exists) ?? throw new UserException(
            $"The engine {file} has not been built: run ./atelier doctor in Atelier's folder (looked beside {AppContext.BaseDirectory} and in artifacts/native above it).");
        try
        {
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException e)
        {
            throw new UserException($"The engine {found} does not load ({e.Message.Split('\n')[0].Trim()}): is libtorch installed? ./atelier doctor says what is missing.", e);
        }
    }
}

/// <summary>One argument or result on its way across: the tag says which payload <see cref="Bits"/> holds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public Tag Tag;
    public int Length;
    public long Bits;
}

/// <summary>The kinds of payload, as <c>atl_tag</c> numbers them.</summary>
internal enum Tag
{
    Default,
    None,
    Tensor,
    Int,
    Double,
    Bool,
    String,
    IntList,
    DoubleList,
    BoolList,
    TensorList,
    Device,
    Generator,
}

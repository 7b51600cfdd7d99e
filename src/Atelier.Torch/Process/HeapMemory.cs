using System.Runtime.InteropServices;

namespace Atelier.Torch.Process;

/// <summary>
/// glibc's malloc settings. Every training step allocates tensors of the same sizes, but glibc returns each large block to the
/// kernel and maps it again, zeroed page by page: a fifth of the time of a step.
/// </summary>
public static partial class HeapMemory
{
    private const int TrimThreshold = -1;
    private const int MemoryMapThreshold = -3;

    /// <summary>Keeps freed memory in the process, as other systems than Linux do. A setting of the whole process.</summary>
    public static void KeepFreed()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Tune(MemoryMapThreshold, 1 << 30);
            _ = Tune(TrimThreshold, int.MaxValue);
        }
    }

    /// <summary>Returns freed memory to the system, for instance after loading weights.</summary>
    public static void Trim()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MallocTrim(0);
        }
    }

    /// <summary>Has the finalizers free TorchSharp's scalars, once a step of a loop. The number in <c>x + 1</c> is an object that holds a
    /// few native bytes until it is finalized. They lie between the tensors, so that what tensors leave cannot be joined, and the heap
    /// grows by megabytes a step; the collector alone comes after hundreds of steps, since it sees no tensor.</summary>
    public static void FreeScalars() => GC.Collect(0, GCCollectionMode.Forced, blocking: true);

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Tune(int parameter, int value);
}

using System.Runtime.InteropServices;

namespace Atelier.Torch.Process;

/// <summary>
/// Memory between steps. Every step asks for tensors of the sizes of the step before, but glibc gives each large one back to the kernel
/// and asks for it anew, to be zeroed page by page: a fifth of the time of a training step.
/// </summary>
public static partial class HeapMemory
{
    private const int TrimThreshold = -1;
    private const int MemoryMapThreshold = -3;

    /// <summary>Keeps what was freed. Other systems than Linux do so by themselves.</summary>
    public static void Keep()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Tune(MemoryMapThreshold, 1 << 30);
            _ = Tune(TrimThreshold, int.MaxValue);
        }
    }

    /// <summary>Gives what was freed back to the system: after loading, when much of it is of no more use.</summary>
    public static void GiveBack()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Trim(0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Tune(int parameter, int value);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Atelier.Torch.Loading;

/// <summary>Loads a library that exists in memory only (Linux).</summary>
internal static partial class MemoryLibrary
{
    private const uint CloseOnExec = 1;

    // stays open: the loader identifies libraries by path, and this path names the descriptor
    private static readonly List<SafeFileHandle> Open = [];

    /// <summary>Loads it.</summary>
    /// <param name="name">What tools show for it.</param>
    /// <param name="library">The file's bytes.</param>
    /// <exception cref="IOException">The system gives no memory for it.</exception>
    /// <exception cref="DllNotFoundException">It is not a library, or needs what is not there.</exception>
    public static nint Load(string name, ReadOnlySpan<byte> library)
    {
        var file = Create(name, CloseOnExec);
        if (file.IsInvalid)
        {
            throw new IOException($"no memory file for {name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.Write(file, library, 0);
        lock (Open)
        {
            Open.Add(file);
        }

        return NativeLibrary.Load($"/proc/self/fd/{file.DangerousGetHandle()}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Create(string name, uint flags);
}

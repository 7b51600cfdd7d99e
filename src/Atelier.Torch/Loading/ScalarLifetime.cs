using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>Keeps TorchSharp's scalars alive while they are read. The number in <c>x + 1</c> becomes an object whose finalizer frees its
/// native value. Nothing refers to that object any more once the native function is called, so a collection on another thread frees the
/// value that the function is reading: the sum is wrong, or libtorch refuses the operator. Here TorchSharp's function that frees a value
/// is made to jump to one that frees it a second later. It is done on Linux and x64; elsewhere nothing is changed.</summary>
internal static unsafe partial class ScalarLifetime
{
    private const int ReadExecute = 1 | 4;
    private const int Write = 2;
    private const long Delay = 1000; // milliseconds; a function reads its scalars at once
    private static readonly Queue<(nint Value, long Since)> s_dead = [];

    /// <summary>Changes a loaded library of TorchSharp.</summary>
    /// <exception cref="NativeLibraryException">The system does not allow it.</exception>
    public static void Extend(nint library)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return;
        }

        Span<byte> jump = [0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0]; // mov rax, address; jmp rax
        BinaryPrimitives.WriteInt64LittleEndian(jump[2..], (nint)(delegate* unmanaged<nint, void>)&FreeLater);
        var function = NativeLibrary.GetExport(library, "THSTorch_dispose_scalar");
        var page = function & ~(nint)(Environment.SystemPageSize - 1);
        var length = (nuint)(function + jump.Length - page);
        Protect(page, length, ReadExecute | Write);
        jump.CopyTo(new((void*)function, jump.Length));
        Protect(page, length, ReadExecute);
    }

    // c10::Scalar holds a plain number here, so that freeing its memory is all that its destructor would do
    [UnmanagedCallersOnly]
    private static void FreeLater(nint value)
    {
        var now = Environment.TickCount64;
        lock (s_dead)
        {
            s_dead.Enqueue((value, now));
            while (s_dead.TryPeek(out var oldest) && now - oldest.Since > Delay)
            {
                NativeMemory.Free((void*)s_dead.Dequeue().Value);
            }
        }
    }

    private static void Protect(nint page, nuint length, int protection)
    {
        if (ChangeProtection(page, length, protection) != 0)
        {
            throw new NativeLibraryException(
                $"The system does not let TorchSharp's library be changed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int ChangeProtection(nint start, nuint length, int protection);
}

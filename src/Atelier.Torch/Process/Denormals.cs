using System.Runtime.InteropServices;
using Atelier.Torch.Loading;

namespace Atelier.Torch.Process;

/// <summary>Denormal numbers, below 1.2e-38 in fp32, with which processors are many times slower.</summary>
public static unsafe class Denormals
{
    /// <summary>
    /// Flushes them to zero on the calling thread and on threads that libtorch starts from it later, so call it before computing.
    /// Returns false where the processor or this libtorch does not support it.
    /// </summary>
    // torch.set_flush_denormal of Python, which TorchSharp lacks: at::globalContext().setFlushDenormal(true)
    public static bool Flush()
    {
        var library = Libtorch.Library("torch_cpu");
        if (!NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context16setFlushDenormalEb", out var flush))
        {
            return false;
        }

        return ((delegate* unmanaged<nint, byte, byte>)flush)(((delegate* unmanaged<nint>)context)(), 1) != 0;
    }
}

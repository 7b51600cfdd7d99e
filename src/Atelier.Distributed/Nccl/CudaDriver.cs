using System.Runtime.InteropServices;

namespace Atelier.Distributed.Nccl;

/// <summary>The part of CUDA's driver API that NCCL needs: a current context, and whether the default stream is
/// idle. It lives as long as the process.</summary>
internal sealed partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int NotReady = 600;

    private readonly nint _context; // the one that libtorch uses

    /// <summary>Opens a GPU by its index.</summary>
    public CudaDriver(int gpu)
    {
        Check(cuInit(0));
        Check(cuDeviceGet(out var device, gpu));
        Check(cuDevicePrimaryCtxRetain(out _context, device));
        Use();
    }

    /// <summary>Whether the default stream of the GPU is idle.</summary>
    public bool IsIdle()
    {
        Use();
        var code = cuStreamQuery(0);
        if (code == NotReady)
        {
            return false;
        }

        Check(code);
        return true;
    }

    // makes the context current on this thread
    private void Use() => Check(cuCtxSetCurrent(_context));

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new NcclException($"CUDA error {code}");
        }
    }

    [LibraryImport(Library)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    private static partial int cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library)]
    private static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(Library)]
    private static partial int cuStreamQuery(nint stream);
}

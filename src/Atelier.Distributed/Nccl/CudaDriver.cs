using System.Runtime.InteropServices;

namespace Atelier.Distributed.Nccl;

/// <summary>What NCCL needs of CUDA's driver: a current device, and when the default stream is
/// done. It lives as long as the process.</summary>
internal sealed partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int NotReady = 600;

    private readonly nint _context; // the one that libtorch uses

    /// <summary>A GPU by its number.</summary>
    public CudaDriver(int gpu)
    {
        Check(cuInit(0));
        Check(cuDeviceGet(out var device, gpu));
        Check(cuDevicePrimaryCtxRetain(out _context, device));
        Use();
    }

    /// <summary>Whether all work given to the current GPU's default stream is done.</summary>
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

    // makes it the current one of this thread
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

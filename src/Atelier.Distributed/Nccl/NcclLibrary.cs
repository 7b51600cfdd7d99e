using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Nccl;

/// <summary>The part of NCCL's C API (nccl.h, version 2) that is used here.</summary>
internal sealed unsafe class NcclLibrary
{
    private const string File = "libnccl.so.2";
    private static readonly string[] s_places = ["", "../../nvidia/nccl/lib"]; // from libtorch's folder
    private readonly delegate* unmanaged<UniqueId*, int> _getUniqueId;
    private readonly delegate* unmanaged<nint*, int, UniqueId, int, int> _commInitRank;
    private readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _allReduce;
    private readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _broadcast;
    private readonly delegate* unmanaged<nint, nint, nuint, int, nint, nint, int> _allGather;
    private readonly delegate* unmanaged<nint, int*, int> _commGetAsyncError;
    private readonly delegate* unmanaged<nint, int> _commAbort;
    private readonly delegate* unmanaged<nint, int> _commDestroy;
    private readonly delegate* unmanaged<int, nint> _getErrorString;

    private NcclLibrary(nint library)
    {
        _getUniqueId = (delegate* unmanaged<UniqueId*, int>)NativeLibrary.GetExport(library, "ncclGetUniqueId");
        _commInitRank = (delegate* unmanaged<nint*, int, UniqueId, int, int>)NativeLibrary.GetExport(library, "ncclCommInitRank");
        _allReduce = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclAllReduce");
        _broadcast = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclBroadcast");
        _allGather = (delegate* unmanaged<nint, nint, nuint, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclAllGather");
        _commGetAsyncError = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "ncclCommGetAsyncError");
        _commAbort = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "ncclCommAbort");
        _commDestroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "ncclCommDestroy");
        _getErrorString = (delegate* unmanaged<int, nint>)NativeLibrary.GetExport(library, "ncclGetErrorString");
    }

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsAvailable => Found(Places()) != 0;

    /// <summary>Loads the library: the one that libtorch uses, the system's, or that of a Python environment beside libtorch.</summary>
    /// <exception cref="ProcessGroupException">It is missing.</exception>
    public static NcclLibrary Open() => new(Load(Places()));

    /// <summary>Loads the first file that exists.</summary>
    /// <exception cref="ProcessGroupException">None does.</exception>
    internal static nint Load(IEnumerable<string> files) => Found(files) is var library and not 0
        ? library
        : throw new ProcessGroupException(
            "GPUs that work together need NCCL, which is not installed: apt-get install libnccl2, or LIBTORCH of a Python that has torch " +
            "with CUDA.");

    /// <summary>The <c>ncclDataType_t</c> of an element type.</summary>
    internal static int TypeOf(ScalarType type) => type switch
    {
        ScalarType.Byte => 1,
        ScalarType.Int32 => 2,
        ScalarType.Int64 => 4,
        ScalarType.Float32 => 7,
        ScalarType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A new unique id, for all ranks.</summary>
    public UniqueId NewId()
    {
        UniqueId id;
        Check(_getUniqueId(&id));
        return id;
    }

    /// <summary>Creates the communicator together with the other ranks, on the current CUDA device.</summary>
    /// <returns>The communicator.</returns>
    public nint Join(UniqueId id, int rank, int worldSize)
    {
        nint comm;
        Check(_commInitRank(&comm, worldSize, id, rank));
        return comm;
    }

    /// <summary>Sums over all ranks in place, on the default stream.</summary>
    public void Sum(nint buffer, long count, ScalarType type, nint comm) =>
        Check(_allReduce(buffer, buffer, (nuint)count, TypeOf(type), 0, comm, 0));

    /// <summary>Broadcasts rank 0's bytes, on the default stream.</summary>
    public void Broadcast(nint buffer, long bytes, nint comm) =>
        Check(_broadcast(buffer, buffer, (nuint)bytes, TypeOf(ScalarType.Byte), 0, comm, 0));

    /// <summary>Gathers the bytes of all ranks, on the default stream.</summary>
    public void Gather(nint own, long bytes, nint all, nint comm) =>
        Check(_allGather(own, all, (nuint)bytes, TypeOf(ScalarType.Byte), comm, 0));

    /// <summary>Throws an error that has occurred asynchronously.</summary>
    public void ThrowAsyncError(nint comm)
    {
        int code;
        Check(_commGetAsyncError(comm, &code));
        Check(code);
    }

    /// <summary>Aborts operations on the GPU and frees the communicator.</summary>
    public void Abort(nint comm) => _ = _commAbort(comm);

    /// <summary>Frees the communicator.</summary>
    public void Destroy(nint comm) => Check(_commDestroy(comm));

    private void Check(int code)
    {
        if (code is not (0 or 7)) // ncclSuccess, ncclInProgress
        {
            throw new NcclException(Marshal.PtrToStringUTF8(_getErrorString(code))!);
        }
    }

    private static nint Found(IEnumerable<string> files) =>
        files.Select(file => NativeLibrary.TryLoad(file, out var library) ? library : 0).FirstOrDefault(library => library != 0);

    private static IEnumerable<string> Places() => BesideLibtorch().Prepend(File);

    private static IEnumerable<string> BesideLibtorch() =>
        from ProcessModule module in Process.GetCurrentProcess().Modules
        where module.ModuleName.StartsWith("libtorch_cpu", StringComparison.Ordinal)
        let folder = Path.GetDirectoryName(module.FileName)!
        from place in s_places
        select Path.GetFullPath(Path.Combine(folder, place, File));

    /// <summary><c>ncclUniqueId</c>: 128 bytes, passed by value.</summary>
    [InlineArray(Size)]
    internal struct UniqueId
    {
        /// <summary>Bytes.</summary>
        public const int Size = 128;
        private byte _first;
    }
}

/// <summary>NCCL reports an error.</summary>
internal sealed class NcclException(string message) : Exception(message);

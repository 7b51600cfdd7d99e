using System.Runtime.InteropServices;
using System.Text;
using Atelier.Torch.Distributed;

namespace Atelier.Distributed.Mpi;

/// <summary>The part of Open MPI's C API that is used here. Its constants are addresses of exported symbols, which other
/// MPIs lack.</summary>
internal sealed unsafe partial class OpenMpi
{
    /// <summary><c>MPI_IN_PLACE</c>: the result replaces the input.</summary>
    public const nint InPlace = 1;

    private const string Library = "openmpi";
    private const int ThreadSerialized = 2; // any thread, one at a time: backward passes on a GPU run on their own thread
    private const int Success = 0;
    private const int MaxErrorString = 256;
    private static readonly string[] s_files = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib"] : ["libmpi.so.40"];
    private static readonly Lazy<nint> s_library = new(() => Load(s_files));

    static OpenMpi() => NativeLibrary.SetDllImportResolver(
        typeof(OpenMpi).Assembly, (name, _, _) => name == Library ? s_library.Value : 0);

    /// <summary>Joins the processes that mpirun started.</summary>
    /// <exception cref="ProcessGroupException">Open MPI is missing or cannot start.</exception>
    public OpenMpi()
    {
        _ = s_library.Value;
        RequireOpenMpi(Version());
        _ = setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0); // containers forbid reading another process's memory
        Check(MPI_Init_thread(0, 0, ThreadSerialized, out var provided));
        if (provided < ThreadSerialized)
        {
            throw new ProcessGroupException(
                "This build of Open MPI has no support for threads: one configured with MPI_THREAD_SERIALIZED is needed.");
        }

        World = Address("ompi_mpi_comm_world");
        Check(MPI_Comm_set_errhandler(World, Address("ompi_mpi_errors_return")));
    }

    /// <summary>All processes, <c>MPI_COMM_WORLD</c>.</summary>
    public nint World { get; }

    /// <summary>The rank of this process, from 0.</summary>
    public int Rank
    {
        get
        {
            Check(MPI_Comm_rank(World, out var rank));
            return rank;
        }
    }

    /// <summary>The number of processes.</summary>
    public int Size
    {
        get
        {
            Check(MPI_Comm_size(World, out var size));
            return size;
        }
    }

    /// <summary>A constant of the API.</summary>
    public static nint Address(string symbol) => NativeLibrary.GetExport(s_library.Value, symbol);

    /// <summary>Opens the library.</summary>
    /// <exception cref="ProcessGroupException">None of the files is there.</exception>
    public static nint Load(params IEnumerable<string> files) =>
        files.Select(file => NativeLibrary.TryLoad(file, out var library) ? library : 0)
            .FirstOrDefault(library => library != 0) is var found and not 0
            ? found
            : throw new ProcessGroupException($"Several processes need Open MPI, which is not installed: {Mpirun.InstallCommand}.");

    /// <summary>Rejects other implementations.</summary>
    /// <param name="version">The library's version string.</param>
    public static void RequireOpenMpi(string version)
    {
        if (!version.StartsWith("Open MPI", StringComparison.Ordinal))
        {
            throw new ProcessGroupException(
                $"Several processes need Open MPI, but the MPI found is '{version.Split('\n')[0].Trim()}': {Mpirun.InstallCommand}.");
        }
    }

    /// <summary>Starts an in-place sum over all processes.</summary>
    public nint Sum(nint buffer, int count, nint type)
    {
        Check(MPI_Iallreduce(InPlace, buffer, count, type, Address("ompi_mpi_op_sum"), World, out var request));
        return request;
    }

    /// <summary>Starts a broadcast of rank 0's bytes.</summary>
    public nint Broadcast(nint buffer, int bytes)
    {
        Check(MPI_Ibcast(buffer, bytes, Address("ompi_mpi_byte"), 0, World, out var request));
        return request;
    }

    /// <summary>Starts to gather the bytes of all ranks in order.</summary>
    public nint Gather(nint own, int bytes, nint all)
    {
        var type = Address("ompi_mpi_byte");
        Check(MPI_Iallgather(own, bytes, type, all, bytes, type, World, out var request));
        return request;
    }

    /// <summary>Starts a barrier.</summary>
    public nint Barrier()
    {
        Check(MPI_Ibarrier(World, out var request));
        return request;
    }

    /// <summary>Makes progress on a request.</summary>
    /// <returns>Whether it is done.</returns>
    public static bool IsDone(ref nint request)
    {
        Check(MPI_Test(ref request, out var done, 0));
        return done != 0;
    }

    /// <summary>Leaves the group, together with all others.</summary>
    public static void Leave() => Check(MPI_Finalize());

    private static string Version()
    {
        Span<byte> text = stackalloc byte[8192]; // MPICH's MPI_MAX_LIBRARY_VERSION_STRING, the longest of all
        fixed (byte* start = text)
        {
            _ = MPI_Get_library_version(start, out var length);
            return Encoding.UTF8.GetString(text[..length]);
        }
    }

    private static void Check(int code)
    {
        if (code == Success)
        {
            return;
        }

        Span<byte> text = stackalloc byte[MaxErrorString];
        fixed (byte* start = text)
        {
            _ = MPI_Error_string(code, start, out var length);
            throw new MpiException(Encoding.UTF8.GetString(text[..length]));
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Library)]
    private static partial int MPI_Init_thread(nint argc, nint argv, int required, out int provided);

    [LibraryImport(Library)]
    private static partial int MPI_Finalize();

    [LibraryImport(Library)]
    private static partial int MPI_Get_library_version(byte* version, out int length);

    [LibraryImport(Library)]
    private static partial int MPI_Error_string(int code, byte* text, out int length);

    [LibraryImport(Library)]
    private static partial int MPI_Comm_set_errhandler(nint comm, nint handler);

    [LibraryImport(Library)]
    private static partial int MPI_Comm_rank(nint comm, out int rank);

    [LibraryImport(Library)]
    private static partial int MPI_Comm_size(nint comm, out int size);

    [LibraryImport(Library)]
    private static partial int MPI_Iallreduce(nint from, nint to, int count, nint type, nint operation, nint comm, out nint request);

    [LibraryImport(Library)]
    private static partial int MPI_Ibcast(nint buffer, int count, nint type, int root, nint comm, out nint request);

    [LibraryImport(Library)]
    private static partial int MPI_Iallgather(
        nint from, int fromCount, nint fromType, nint to, int toCount, nint toType, nint comm, out nint request);

    [LibraryImport(Library)]
    private static partial int MPI_Ibarrier(nint comm, out nint request);

    [LibraryImport(Library)]
    private static partial int MPI_Test(ref nint request, out int done, nint status);
}

/// <summary>Open MPI reports an error.</summary>
internal sealed class MpiException(string message) : Exception(message);

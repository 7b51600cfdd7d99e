using System.Diagnostics;
using System.Runtime.InteropServices;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Mpi;

/// <summary>Processes that <c>mpirun</c> of Open MPI started, on one machine or several. CUDA tensors go through the CPU's memory.
/// <para>Sums are <c>MPI_Iallreduce</c>'s: the order of addition depends only on the ranks and the size of a bucket, so results are
/// reproducible and equal on all ranks. Operations are non-blocking and polled here: a waiting process yields its core to others, and
/// notices when one of them has exited.</para></summary>
public sealed class MpiProcessGroup : ProcessGroup
{
    private static readonly TimeSpan s_spinTime = TimeSpan.FromSeconds(1);      // of polling without sleeping
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromMilliseconds(20);
    // long enough for rank 0 to test and save while the others wait
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(30);
    private readonly OpenMpi _mpi;
    private readonly Peers _peers;
    private readonly PosixSignalRegistration _termination;

    private MpiProcessGroup(OpenMpi mpi)
        : base(mpi.Rank, mpi.Size)
    {
        _mpi = mpi;
        _peers = new();
        _peers = new(ExchangePeerRecords());
        _termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, PostponeTermination);
    }

    /// <inheritdoc/>
    public override int Threads => Math.Max(1, Environment.ProcessorCount / _peers.OnTheSameCores);

    /// <summary>Joins the others, once per process.</summary>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or the one found is another MPI.</exception>
    public static MpiProcessGroup Join()
    {
        try
        {
            return new(new OpenMpi());
        }
        catch (MpiException e)
        {
            throw new ProcessGroupException($"Open MPI cannot start: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    public override void Leave()
    {
        ThrowIfFailed();
        Await(_mpi.Barrier, Timeout.InfiniteTimeSpan);
        _termination.Dispose();
        OpenMpi.Leave();
    }

    internal override Device BucketDevice(Device device) => CPU;

    internal override void SumBucket(Tensor bucket) =>
        Run(bucket, (memory, _) => _mpi.Sum(memory, (int)bucket.NumberOfElements, TypeOf(bucket.dtype)));

    internal override void BroadcastBucket(Tensor bucket) => Run(bucket, _mpi.Broadcast);

    internal override void GatherBucket(Tensor own, Tensor all) =>
        Run(own, (memory, bytes) => _mpi.Gather(memory, bytes, TensorMemory.Address(all)));

    internal override void WaitForAll() => Await(_mpi.Barrier, s_timeout);

    private static nint TypeOf(ScalarType type) => OpenMpi.Address(type switch
    {
        ScalarType.Float32 => "ompi_mpi_float",
        ScalarType.Float64 => "ompi_mpi_double",
        ScalarType.Int64 => "ompi_mpi_int64_t",
        ScalarType.Int32 => "ompi_mpi_int32_t",
        ScalarType.Byte => "ompi_mpi_uint8_t",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    });

    /// <summary>Waits for an operation of a group that builds on this one.</summary>
    internal void Await(Func<bool> isDone) => Await(isDone, s_timeout);

    private void Run(Tensor bucket, Func<nint, int, nint> start)
    {
        Await(() => start(TensorMemory.Address(bucket), (int)(bucket.NumberOfElements * bucket.ElementSize)), s_timeout);
        GC.KeepAlive(bucket);
    }

    private void Await(Func<nint> start, TimeSpan timeout)
    {
        try
        {
            var request = start();
            Await(() => OpenMpi.IsDone(ref request), timeout);
        }
        catch (MpiException e)
        {
            throw new ProcessLostException(WorldSize, e);
        }
    }

    private void Await(Func<bool> isDone, TimeSpan timeout)
    {
        var (begin, lastCheck) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (!isDone())
        {
            var waited = Stopwatch.GetElapsedTime(begin);
            if (waited - lastCheck > s_checkInterval)
            {
                lastCheck = waited;
                if (_peers.AnyHasExited() || (timeout != Timeout.InfiniteTimeSpan && waited > timeout))
                {
                    throw new ProcessLostException(WorldSize);
                }
            }

            if (waited < s_spinTime)
            {
                _ = Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }

    private unsafe byte[][] ExchangePeerRecords()
    {
        var (own, all) = (Peers.OwnRecord(), new byte[WorldSize * Peers.RecordSize]);
        fixed (byte* from = own, to = all)
        {
            var (source, target) = ((nint)from, (nint)to);
            Await(() => _mpi.Gather(source, own.Length, target), s_timeout);
        }

        return [.. all.Chunk(Peers.RecordSize)];
    }

    // mpirun terminates the others when one has exited: they report the loss first
    private void PostponeTermination(PosixSignalContext context) => context.Cancel |= _peers.AnyHasExited();
}

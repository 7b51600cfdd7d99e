using System.Diagnostics;
using System.Runtime.InteropServices;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Mpi;

/// <summary>Processes that <c>mpirun</c> of Open MPI started, on one machine or several. A GPU's tensors go through the CPU's memory.
/// <para>Sums are <c>MPI_Iallreduce</c>'s: the order of addition depends on the ranks and the size of a message alone, so a run gives the
/// same bits again, and all ranks have the same. Operations are the non-blocking ones, waited for here: a process that waits leaves its
/// core to others, and notices when one of them has ended.</para></summary>
public sealed class MpiProcessGroup : ProcessGroup
{
    private static readonly TimeSpan s_eager = TimeSpan.FromSeconds(1);      // then others are busy with something else: sleep
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    // for the slowest: others wait while the first one tests and saves
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);
    private readonly OpenMpi _mpi;
    private readonly Peers _peers;
    private readonly PosixSignalRegistration _termination;

    private MpiProcessGroup(OpenMpi mpi)
        : base(mpi.Rank, mpi.Size)
    {
        _mpi = mpi;
        _peers = new();
        _peers = new(Cards());
        _termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, LetTheLossBeTold);
    }

    /// <inheritdoc/>
    public override int Threads => Math.Max(1, Environment.ProcessorCount / _peers.OnTheSameCores);

    /// <summary>Joins the others. Once in the life of a process.</summary>
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

    internal override Device MessageDevice(Device device) => CPU;

    internal override void Sum(Tensor message) =>
        Run(message, (memory, _) => _mpi.Sum(memory, (int)message.NumberOfElements, TypeOf(message.dtype)));

    internal override void Share(Tensor message) => Run(message, _mpi.Broadcast);

    internal override void Collect(Tensor own, Tensor all) => Run(own, (memory, bytes) => _mpi.Gather(memory, bytes, TensorMemory.Of(all)));

    internal override void Meet() => Await(_mpi.Barrier, s_patience);

    private static nint TypeOf(ScalarType type) => OpenMpi.Address(type switch
    {
        ScalarType.Float32 => "ompi_mpi_float",
        ScalarType.Float64 => "ompi_mpi_double",
        ScalarType.Int64 => "ompi_mpi_int64_t",
        ScalarType.Int32 => "ompi_mpi_int32_t",
        ScalarType.Byte => "ompi_mpi_uint8_t",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    });

    /// <summary>Waits for an operation of a group that this one stands behind.</summary>
    internal void Await(Func<bool> isDone) => Await(isDone, s_patience);

    private void Run(Tensor message, Func<nint, int, nint> start)
    {
        Await(() => start(TensorMemory.Of(message), (int)(message.NumberOfElements * message.ElementSize)), s_patience);
        GC.KeepAlive(message);
    }

    private void Await(Func<nint> start, TimeSpan patience)
    {
        try
        {
            var request = start();
            Await(() => OpenMpi.IsDone(ref request), patience);
        }
        catch (MpiException e)
        {
            throw new ProcessLostException(WorldSize, e);
        }
    }

    private void Await(Func<bool> isDone, TimeSpan patience)
    {
        var (begin, looked) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (!isDone())
        {
            var waited = Stopwatch.GetElapsedTime(begin);
            if (waited - looked > s_look)
            {
                looked = waited;
                if (_peers.AnyHasEnded() || (patience != Timeout.InfiniteTimeSpan && waited > patience))
                {
                    throw new ProcessLostException(WorldSize);
                }
            }

            if (waited < s_eager)
            {
                _ = Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }

    private unsafe byte[][] Cards()
    {
        var (own, all) = (Peers.Card(), new byte[WorldSize * Peers.CardSize]);
        fixed (byte* from = own, to = all)
        {
            var (source, target) = ((nint)from, (nint)to);
            Await(() => _mpi.Gather(source, own.Length, target), s_patience);
        }

        return [.. all.Chunk(Peers.CardSize)];
    }

    // mpirun ends the others when one has ended: they are to say why
    private void LetTheLossBeTold(PosixSignalContext context) => context.Cancel |= _peers.AnyHasEnded();
}

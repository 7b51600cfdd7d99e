using System.Security.Cryptography;
using System.Text;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Distributed.Nccl;

/// <summary>Processes with a GPU each, which exchange a GPU's tensors through NCCL, and the CPU's through MPI.</summary>
public sealed class NcclProcessGroup : ProcessGroup
{
    private readonly MpiProcessGroup _mpi;
    private readonly NcclLibrary _nccl;
    private readonly CudaDriver _gpu;
    private readonly nint _comm;

    private NcclProcessGroup(MpiProcessGroup mpi, NcclLibrary nccl, CudaDriver gpu, nint comm)
        : base(mpi.Rank, mpi.WorldSize) => (_mpi, _nccl, _gpu, _comm) = (mpi, nccl, gpu, comm);

    /// <summary>Joins the others, all of which are to call it.</summary>
    /// <param name="mpi">The group they are in already.</param>
    /// <param name="device">This process's GPU, another one than those of the others on its machine.</param>
    /// <exception cref="ProcessGroupException">NCCL is missing, or cannot reach the others.</exception>
    public static NcclProcessGroup Join(MpiProcessGroup mpi, Device device)
    {
        var nccl = NcclLibrary.Open();
        try
        {
            var gpu = new CudaDriver(Math.Max(0, device.index));
            return new(mpi, nccl, gpu, nccl.Join(MeetingPoint(mpi, nccl), mpi.Rank, mpi.WorldSize));
        }
        catch (NcclException e)
        {
            throw new ProcessGroupException($"NCCL cannot start on {device}: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    public override int Threads => _mpi.Threads;

    /// <inheritdoc/>
    public override void Leave()
    {
        ThrowIfFailed();
        _nccl.Destroy(_comm);
        _mpi.Leave();
    }

    /// <summary>Whether it can be: each process has NCCL and a GPU of its own. All processes hear the same.</summary>
    /// <param name="mpi">The group they are in already.</param>
    /// <param name="device">This process's device.</param>
    internal static bool Suits(MpiProcessGroup mpi, Device device)
    {
        using var scope = NewDisposeScope();
        var able = device.type == DeviceType.CUDA && NcclLibrary.IsThere;
        var gpus = mpi.AllGather(tensor(new[] { able ? Gpu(device) : 0 })).data<long>().ToArray();
        return !gpus.Contains(0) && gpus.Distinct().Count() == mpi.WorldSize;
    }

    internal override Device MessageDevice(Device device) => device.type == DeviceType.CUDA ? device : CPU;

    internal override void Sum(Tensor message)
    {
        if (message.is_cuda)
        {
            Run(message, () => _nccl.Sum(TensorMemory.Of(message), message.NumberOfElements, message.dtype, _comm));
        }
        else
        {
            _mpi.Sum(message);
        }
    }

    internal override void Share(Tensor message)
    {
        if (message.is_cuda)
        {
            Run(message, () => _nccl.Broadcast(TensorMemory.Of(message), Bytes(message), _comm));
        }
        else
        {
            _mpi.Share(message);
        }
    }

    internal override void Collect(Tensor own, Tensor all)
    {
        if (own.is_cuda)
        {
            Run(own, () => _nccl.Gather(TensorMemory.Of(own), Bytes(own), TensorMemory.Of(all), _comm));
        }
        else
        {
            _mpi.Collect(own, all);
        }
    }

    internal override void Meet() => _mpi.Meet();

    private static NcclLibrary.UniqueId MeetingPoint(MpiProcessGroup mpi, NcclLibrary nccl)
    {
        using var scope = NewDisposeScope();
        var id = mpi.Rank == 0 ? nccl.NewId() : default;
        var shared = tensor(((ReadOnlySpan<byte>)id).ToArray());
        mpi.Broadcast(shared);
        shared.bytes.CopyTo(id);
        return id;
    }

    // of all machines, except 0
    private static long Gpu(Device device)
    {
        var place = $"{Environment.MachineName} {Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")} {Math.Max(0, device.index)}";
        return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(place))) | 1;
    }

    private static long Bytes(Tensor message) => message.NumberOfElements * message.ElementSize;

    // until it is done, so that the end of another process is noticed; what waits on the GPU cannot be called off otherwise
    private void Run(Tensor message, Action start)
    {
        try
        {
            start();
            _mpi.Await(IsDone);
            GC.KeepAlive(message);
        }
        catch (Exception e) when (e is NcclException or ProcessLostException)
        {
            _nccl.Abort(_comm);
            throw e as ProcessLostException ?? new ProcessLostException(WorldSize, e);
        }
    }

    private bool IsDone()
    {
        _nccl.CheckAsync(_comm);
        return _gpu.IsIdle();
    }
}

using System.Security.Cryptography;
using System.Text;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Distributed.Nccl;

/// <summary>Processes with a GPU each, which exchange CUDA tensors through NCCL, and CPU tensors through MPI.</summary>
public sealed class NcclProcessGroup : ProcessGroup
{
    private readonly MpiProcessGroup _mpi;
    private readonly NcclLibrary _nccl;
    private readonly CudaDriver _gpu;
    private readonly nint _comm;

    private NcclProcessGroup(MpiProcessGroup mpi, NcclLibrary nccl, CudaDriver gpu, nint comm)
        : base(mpi.Rank, mpi.WorldSize) => (_mpi, _nccl, _gpu, _comm) = (mpi, nccl, gpu, comm);

    /// <summary>Joins the others; all ranks must call it.</summary>
    /// <param name="mpi">The MPI group of the same processes.</param>
    /// <param name="device">This process's GPU, not shared with another process.</param>
    /// <exception cref="ProcessGroupException">NCCL is missing, or cannot reach the others.</exception>
    public static NcclProcessGroup Join(MpiProcessGroup mpi, Device device)
    {
        var nccl = NcclLibrary.Open();
        try
        {
            var gpu = new CudaDriver(Math.Max(0, device.index));
            return new(mpi, nccl, gpu, nccl.Join(ExchangeUniqueId(mpi, nccl), mpi.Rank, mpi.WorldSize));
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

    /// <summary>Whether every process has NCCL and its own GPU; the same answer on all ranks.</summary>
    /// <param name="mpi">The MPI group of the same processes.</param>
    /// <param name="device">This process's device.</param>
    internal static bool IsSupported(MpiProcessGroup mpi, Device device)
    {
        using var scope = NewDisposeScope();
        var usable = device.type == DeviceType.CUDA && NcclLibrary.IsAvailable;
        var gpus = mpi.AllGather(tensor(new[] { usable ? GpuId(device) : 0 })).data<long>().ToArray();
        return !gpus.Contains(0) && gpus.Distinct().Count() == mpi.WorldSize;
    }

    internal override Device BucketDevice(Device device) => device.type == DeviceType.CUDA ? device : CPU;

    internal override void SumBucket(Tensor bucket)
    {
        if (bucket.is_cuda)
        {
            Run(bucket, () => _nccl.Sum(TensorMemory.Address(bucket), bucket.NumberOfElements, bucket.dtype, _comm));
        }
        else
        {
            _mpi.SumBucket(bucket);
        }
    }

    internal override void BroadcastBucket(Tensor bucket)
    {
        if (bucket.is_cuda)
        {
            Run(bucket, () => _nccl.Broadcast(TensorMemory.Address(bucket), Bytes(bucket), _comm));
        }
        else
        {
            _mpi.BroadcastBucket(bucket);
        }
    }

    internal override void GatherBucket(Tensor own, Tensor all)
    {
        if (own.is_cuda)
        {
            Run(own, () => _nccl.Gather(TensorMemory.Address(own), Bytes(own), TensorMemory.Address(all), _comm));
        }
        else
        {
            _mpi.GatherBucket(own, all);
        }
    }

    internal override void WaitForAll() => _mpi.WaitForAll();

    private static NcclLibrary.UniqueId ExchangeUniqueId(MpiProcessGroup mpi, NcclLibrary nccl)
    {
        using var scope = NewDisposeScope();
        var id = mpi.Rank == 0 ? nccl.NewId() : default;
        var shared = tensor(((ReadOnlySpan<byte>)id).ToArray());
        mpi.Broadcast(shared);
        shared.bytes.CopyTo(id);
        return id;
    }

    // unique over all machines, never 0
    private static long GpuId(Device device)
    {
        var place = $"{Environment.MachineName} {Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")} {Math.Max(0, device.index)}";
        return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(place))) | 1;
    }

    private static long Bytes(Tensor bucket) => bucket.NumberOfElements * bucket.ElementSize;

    // waits until it is done, so that the exit of another process is noticed and the operation aborted
    private void Run(Tensor bucket, Action start)
    {
        try
        {
            start();
            _mpi.Await(IsDone);
            GC.KeepAlive(bucket);
        }
        catch (Exception e) when (e is NcclException or ProcessLostException)
        {
            _nccl.Abort(_comm);
            throw e as ProcessLostException ?? new ProcessLostException(WorldSize, e);
        }
    }

    private bool IsDone()
    {
        _nccl.ThrowAsyncError(_comm);
        return _gpu.IsIdle();
    }
}

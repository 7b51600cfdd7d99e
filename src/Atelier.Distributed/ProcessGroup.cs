using System.Runtime.ExceptionServices;
using Atelier.Distributed.Mpi;
using Atelier.Distributed.Nccl;
using Atelier.Torch.Dispatch;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>The common part of groups of several processes: tensors are exchanged in flat buckets of a
/// bounded size.</summary>
public abstract class ProcessGroup : IProcessGroup
{
    private Exception? _failure;

    private protected ProcessGroup(int rank, int worldSize) => (Rank, WorldSize) = (rank, worldSize);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int WorldSize { get; }

    /// <summary>Threads for this process: its cores divided among the processes that share them;
    /// at least 1.</summary>
    public abstract int Threads { get; }

    /// <summary>Joins the processes that mpirun started, once per process. CUDA tensors are exchanged through NCCL where it is
    /// installed and every process has its own GPU, otherwise through the CPU's memory.</summary>
    /// <param name="device">The device of this process.</param>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or the one found is another MPI.</exception>
    public static ProcessGroup Join(Device device)
    {
        var mpi = MpiProcessGroup.Join();
        return NcclProcessGroup.IsSupported(mpi, device) ? NcclProcessGroup.Join(mpi, device) : mpi;
    }

    /// <summary>Waits until all processes call it, then leaves the group. To the others, a process that ends without it is
    /// lost.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    public abstract void Leave();

    /// <inheritdoc/>
    public void AllReduceSum(params IReadOnlyList<Tensor> tensors) => Exchange(tensors, SumType, SumBucket);

    /// <inheritdoc/>
    public void AllReduceMean(params IReadOnlyList<Tensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => !tensor.is_floating_point()) is { } integer)
        {
            throw new ArgumentException($"a mean of {integer.dtype} is no {integer.dtype}", nameof(tensors));
        }

        Exchange(tensors, SumType, bucket =>
        {
            SumBucket(bucket);
            bucket.div_(WorldSize);
        });
    }

    /// <inheritdoc/>
    public void Broadcast(params IReadOnlyList<Tensor> tensors) => Exchange(tensors, type => type, BroadcastBucket);

    /// <inheritdoc/>
    public Tensor AllGather(Tensor x)
    {
        ThrowIfFailed();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = x.detach().reshape(-1).to(BucketDevice(x.device));                       // [m]
        var gathered = empty([WorldSize, own.NumberOfElements], own.dtype, own.device);        // [n, m]
        for (long at = 0; at < own.NumberOfElements; at += TensorBuckets.Capacity)
        {
            using var inner = NewDisposeScope();
            var piece = own.narrow(0, at, Math.Min(TensorBuckets.Capacity, own.NumberOfElements - at)).contiguous();
            var all = empty([WorldSize, piece.NumberOfElements], own.dtype, own.device);
            RecordFailure(() => GatherBucket(piece, all));
            gathered.narrow(1, at, piece.NumberOfElements).copy_(all);
        }

        return gathered.reshape([WorldSize * x.shape[0], .. x.shape[1..]]).to(x.device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        ThrowIfFailed();
        RecordFailure(WaitForAll);
    }

    /// <inheritdoc/>
    public Tensor Mean(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (Sum(x) / WorldSize).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Gather(Tensor x) =>
        AutogradFunction.Apply([x], () => (AllGather(x), []), (gradient, _) => [Shard(SumInBackward(gradient))]);

    /// <inheritdoc/>
    public Tensor Shard(Tensor batch)
    {
        var (rows, rest) = Math.DivRem(batch.shape[0], WorldSize);
        return rest == 0
            ? batch.narrow(0, Rank * rows, rows)
            : throw new ArgumentException($"{batch.shape[0]} rows cannot be shared evenly by {WorldSize} processes", nameof(batch));
    }

    /// <inheritdoc/>
    public Tensor Shard(long rows, Func<long, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        return Shard(draw(rows * WorldSize)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    // the sum over all processes; its gradient is the sum of all gradients
    private Tensor Sum(Tensor x)
    {
        return AutogradFunction.Apply([x], Reduce, (gradient, _) => [SumInBackward(gradient)]);

        (Tensor, Tensor[]) Reduce()
        {
            var sum = x.detach().clone();
            AllReduceSum(sum);
            return (sum, []);
        }
    }

    // The sum over all processes, itself differentiable where gradients are recorded. An exception would crash the process here, so a
    // failure is recorded, and the gradient stays this process's own.
    private Tensor SumInBackward(Tensor gradient)
    {
        try
        {
            return Sum(gradient);
        }
        catch (Exception e)
        {
            _failure ??= e;
            return gradient;
        }
    }

    /// <summary>The device of buckets for tensors on a device.</summary>
    internal abstract Device BucketDevice(Device device);

    /// <summary>Replaces a bucket by its sum over all processes.</summary>
    internal abstract void SumBucket(Tensor bucket);

    /// <summary>Replaces a bucket by that of rank 0.</summary>
    internal abstract void BroadcastBucket(Tensor bucket);

    /// <summary>Gathers buckets: [m] to [n, m].</summary>
    internal abstract void GatherBucket(Tensor own, Tensor all);

    /// <summary>Waits for the others.</summary>
    internal abstract void WaitForAll();

    private static ScalarType SumType(ScalarType type) => type switch
    {
        ScalarType.BFloat16 or ScalarType.Float16 => ScalarType.Float32,
        ScalarType.Float32 or ScalarType.Float64 or ScalarType.Int64 or ScalarType.Int32 or ScalarType.Byte => type,
        _ => throw new ArgumentException($"processes cannot add tensors of {type}", nameof(type)),
    };

    private void Exchange(IReadOnlyList<Tensor> tensors, Func<ScalarType, ScalarType> typeOf, Action<Tensor> exchange)
    {
        ThrowIfFailed();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var group in tensors.GroupBy(tensor => (tensor.dtype, tensor.device.ToString())))
        {
            var (type, device) = (typeOf(group.Key.dtype), BucketDevice(group.First().device));
            Tensor[] flat = [.. group.Select(tensor => tensor.detach().reshape(-1))]; // views, or copies of tensors that are not contiguous
            foreach (var pieces in TensorBuckets.Split(flat))
            {
                using var inner = NewDisposeScope();
                var bucket = cat(pieces).to(type).to(device);
                RecordFailure(() => exchange(bucket));
                TensorBuckets.CopyBack(bucket, pieces);
            }

            foreach (var (tensor, values) in group.Zip(flat).Where(pair => !pair.First.is_contiguous()))
            {
                tensor.detach().copy_(values.reshape(tensor.shape));
            }
        }
    }

    private void RecordFailure(Action operation)
    {
        try
        {
            operation();
        }
        catch (ProcessGroupException e)
        {
            _failure ??= e;
            throw;
        }
    }
}

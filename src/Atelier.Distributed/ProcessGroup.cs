using System.Runtime.ExceptionServices;
using Atelier.Distributed.Mpi;
using Atelier.Distributed.Nccl;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>What groups of several processes have in common: tensors travel as flat messages, small
/// ones together, large ones in pieces.</summary>
public abstract class ProcessGroup : IProcessGroup
{
    private Exception? _failure;

    internal ProcessGroup(int rank, int worldSize) => (Rank, WorldSize) = (rank, worldSize);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int WorldSize { get; }

    /// <summary>Threads for this process to compute with: its cores, shared with the others
    /// that run on the same ones; at least 1.</summary>
    public abstract int Threads { get; }

    /// <summary>Joins the processes that mpirun started. A GPU's tensors travel through NCCL where it is installed and every process has a
    /// GPU of its own, through the CPU's memory otherwise. Once in the life of a process.</summary>
    /// <param name="device">What this process computes on.</param>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or the one found is another MPI.</exception>
    public static ProcessGroup Join(Device device)
    {
        var mpi = MpiProcessGroup.Join();
        return NcclProcessGroup.Suits(mpi, device) ? NcclProcessGroup.Join(mpi, device) : mpi;
    }

    /// <summary>Waits until all have done their work, then leaves. A process that ends without it,
    /// after an error, is lost to the others.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    public abstract void Leave();

    /// <inheritdoc/>
    public void AllReduceSum(params IReadOnlyList<Tensor> tensors) => Exchange(tensors, SumType, Sum);

    /// <inheritdoc/>
    public void AllReduceMean(params IReadOnlyList<Tensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => !tensor.is_floating_point()) is { } whole)
        {
            throw new ArgumentException($"a mean of {whole.dtype} is no {whole.dtype}", nameof(tensors));
        }

        Exchange(tensors, SumType, message =>
        {
            Sum(message);
            message.div_(WorldSize);
        });
    }

    /// <inheritdoc/>
    public void Broadcast(params IReadOnlyList<Tensor> tensors) => Exchange(tensors, type => type, Share);

    /// <inheritdoc/>
    public Tensor AllGather(Tensor x)
    {
        ThrowIfFailed();
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var own = x.detach().reshape(-1).to(MessageDevice(x.device));                       // [m]
        var whole = empty([WorldSize, own.NumberOfElements], own.dtype, own.device);        // [n, m]
        for (long at = 0; at < own.NumberOfElements; at += Messages.Largest)
        {
            using var inner = NewDisposeScope();
            var piece = own.narrow(0, at, Math.Min(Messages.Largest, own.NumberOfElements - at)).contiguous();
            var all = empty([WorldSize, piece.NumberOfElements], own.dtype, own.device);
            Remembering(() => Collect(piece, all));
            whole.narrow(1, at, piece.NumberOfElements).copy_(all);
        }

        return whole.reshape([WorldSize * x.shape[0], .. x.shape[1..]]).to(x.device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        ThrowIfFailed();
        Remembering(Meet);
    }

    /// <inheritdoc/>
    public Tensor Mean(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (SumOverRanks.apply(x, this) / WorldSize).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Gather(Tensor x)
    {
        using var scope = NewDisposeScope();
        return RowsOfRanks.apply(x, this).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Shard(Tensor whole)
    {
        var (rows, rest) = Math.DivRem(whole.shape[0], WorldSize);
        return rest == 0
            ? whole.narrow(0, Rank * rows, rows)
            : throw new ArgumentException($"{whole.shape[0]} rows cannot be shared evenly by {WorldSize} processes", nameof(whole));
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

    /// <summary>The sum over all processes, itself differentiable where gradients are recorded. An exception would end the process here,
    /// so a failure is remembered, and the gradient stays this process's own.</summary>
    internal Tensor SumInBackward(Tensor gradient)
    {
        try
        {
            return SumOverRanks.apply(gradient, this);
        }
        catch (Exception e)
        {
            _failure ??= e;
            return gradient;
        }
    }

    /// <summary>Where messages of tensors on a device lie.</summary>
    internal abstract Device MessageDevice(Device device);

    /// <summary>Replaces a flat message by its sum over all processes.</summary>
    internal abstract void Sum(Tensor message);

    /// <summary>Replaces a flat message by that of rank 0.</summary>
    internal abstract void Share(Tensor message);

    /// <summary>Gathers flat messages: [m] to [n, m].</summary>
    internal abstract void Collect(Tensor own, Tensor all);

    /// <summary>Waits for the others.</summary>
    internal abstract void Meet();

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
        using var pause = no_grad();
        foreach (var alike in tensors.GroupBy(tensor => (tensor.dtype, tensor.device.ToString())))
        {
            var (type, device) = (typeOf(alike.Key.dtype), MessageDevice(alike.First().device));
            Tensor[] flat = [.. alike.Select(tensor => tensor.detach().reshape(-1))]; // views, copies where memory is in another order
            foreach (var pieces in Messages.Of(flat))
            {
                using var inner = NewDisposeScope();
                var message = cat(pieces).to(type).to(device);
                Remembering(() => exchange(message));
                Messages.Spread(message, pieces);
            }

            foreach (var (tensor, values) in alike.Zip(flat).Where(pair => !pair.First.is_contiguous()))
            {
                tensor.detach().copy_(values.reshape(tensor.shape));
            }
        }
    }

    private void Remembering(Action operation)
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

namespace Atelier.Tensors;

/// <summary>The processes that train one model together, each on its share of every batch, through libtorch's c10d (Gloo; a GPU's tensors go through the CPU's memory). A process that nobody joined is alone, and
/// every operation leaves its tensors as they are. All of them are to call the same operations in the same order.</summary>
public sealed class Workers : IDisposable
{
    private const int Patience = 1800; // seconds for the slowest: others wait while the first one tests and saves
    private static readonly Workers s_alone = new(0, 0, 1);
    private nint _group;

    private Workers(nint group, int rank, int count) => (_group, Rank, Count) = (group, rank, count);

    /// <summary>Those this process belongs to.</summary>
    public static Workers Current { get; private set; } = s_alone;

    /// <summary>The number of this one, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Whether this is the one that writes files and talks.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>Joins the others; from then on they are <see cref="Current"/>, until disposed.</summary>
    /// <param name="address">Where the first one can be reached.</param>
    /// <param name="port">Its port.</param>
    /// <param name="rank">The number of this one.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="UserException">The others cannot be reached, or the engine was built without Gloo.</exception>
    public static Workers Join(string address, int port, int rank, int count)
    {
        Engine.Prepare();
        try
        {
            Native.Check(Native.atl_group_new(address, port, rank, count, Patience, out var group));
            return Current = new(group, rank, count);
        }
        catch (TorchException e)
        {
            throw new UserException($"Worker {rank} of {count} cannot join the others at {address}:{port}: {e.Message.Split('\n')[0]}.", e);
        }
    }

    /// <summary>Replaces tensors of one type by their means over all workers.</summary>
    public void MeanInPlace(params IReadOnlyList<Tensor> tensors)
    {
        if (Count == 1 || tensors.Count == 0)
        {
            return;
        }

        using var pause = Autograd.Pause();
        Sum(tensors);
        foreach (var tensor in tensors)
        {
            tensor.MulInPlace(1.0 / Count);
        }
    }

    /// <summary>The mean over all workers; gradients flow to each one's share of it.</summary>
    public Tensor Mean(Tensor x) => Count == 1 ? x : CustomFunction.Apply("mean over workers", [x], inputs => Averaged(inputs[0]), (gradient, _) => [Averaged(gradient)]);

    /// <summary>What all workers have, one after another along axis 0: [b, …] to [n · b, …]; gradients flow to each one's own.</summary>
    public Tensor Gather(Tensor x) => Count == 1 ? x : CustomFunction.Apply("all workers'", [x], inputs => Gathered(inputs[0]), (gradient, _) => [OwnShare(Summed(gradient))]);

    /// <summary>Puts what the first worker has into everyone's tensor.</summary>
    public void ShareInPlace(Tensor tensor)
    {
        if (Count > 1)
        {
            Check(Native.atl_group_broadcast(_group, tensor.Handle));
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>This worker's rows of what is drawn for all of them, so that many draw as one would: chance is the same in each.</summary>
    /// <param name="rows">Rows of this worker.</param>
    /// <param name="draw">Draws so many rows, the first axis.</param>
    public Tensor OwnRows(long rows, Func<long, Tensor> draw)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(OwnShare(draw(rows * Count)));
    }

    /// <summary>This worker's share of what all of them have together: [n · b, …] to [b, …].</summary>
    public Tensor OwnShare(Tensor whole) => Count == 1 ? whole : whole.Narrow(0, Rank * (whole.Size(0) / Count), whole.Size(0) / Count);

    /// <summary>Leaves the others.</summary>
    public void Dispose()
    {
        var group = Interlocked.Exchange(ref _group, 0);
        if (group != 0)
        {
            Current = s_alone;
            _ = Native.atl_group_release(group);
        }
    }

    private Tensor Averaged(Tensor x)
    {
        var mean = x.Clone();
        MeanInPlace(mean);
        return mean;
    }

    private Tensor Summed(Tensor x)
    {
        var sum = x.Clone();
        Sum([sum]);
        return sum;
    }

    private unsafe void Sum(IReadOnlyList<Tensor> tensors)
    {
        var handles = stackalloc nint[tensors.Count];
        for (var i = 0; i < tensors.Count; i++)
        {
            handles[i] = tensors[i].Handle;
        }

        Check(Native.atl_group_sum(_group, handles, tensors.Count));
        GC.KeepAlive(tensors);
    }

    private Tensor Gathered(Tensor x)
    {
        Check(Native.atl_group_gather(_group, x.Handle, out var whole));
        GC.KeepAlive(x);
        return Tensor.Own(whole);
    }

    private void Check(int code)
    {
        try
        {
            Native.Check(code);
        }
        catch (TorchException e) when (e.InnerException is null)
        {
            throw new UserException($"Another of the {Count} workers has ended or cannot be reached any more; --resume goes on from the last checkpoint.", e);
        }
    }
}

namespace Atelier.Torch.Distributed;

/// <summary>The processes that train one model together, each on its share of every batch. All of them call the same operations in the same
/// order, with tensors of the same shapes and types. After an operation all of them hold the same
/// bits, and the same run gives them again.</summary>
public interface IProcessGroup
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int WorldSize { get; }

    /// <summary>Whether this is the process that writes files and talks.</summary>
    bool IsMain => Rank == 0;

    /// <summary>Replaces tensors by their sums over all processes. Half-precision tensors are added in float32.</summary>
    /// <param name="tensors">float32, float64, bfloat16, float16, int64, int32 or uint8, of any shape, on any device.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void AllReduceSum(params IReadOnlyList<Tensor> tensors);

    /// <summary>Replaces floating-point tensors by their means over all processes.</summary>
    /// <param name="tensors">As for <see cref="AllReduceSum"/>.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void AllReduceMean(params IReadOnlyList<Tensor> tensors);

    /// <summary>Puts what rank 0 has into everyone's tensors.</summary>
    /// <param name="tensors">Of any type and shape, on any device.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Broadcast(params IReadOnlyList<Tensor> tensors);

    /// <summary>What all processes have, in the order of their ranks along axis 0: [b, …] to [n · b, …], without a gradient.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    Tensor AllGather(Tensor x);

    /// <summary>Waits until all processes are here.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Barrier();

    /// <summary>The mean over all processes. It can be differentiated: the gradient of x is the mean over all processes of the gradients of
    /// the result, so that averaged gradients of parameters are those of one process with the whole batch.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    Tensor Mean(Tensor x);

    /// <summary><see cref="AllGather"/> that can be differentiated: the gradient of x is the sum over all processes of the gradients of
    /// this process's rows.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    Tensor Gather(Tensor x);

    /// <summary>This process's rows of what all of them have together: [n · b, …] to [b, …].</summary>
    /// <exception cref="ArgumentException">The rows cannot be shared evenly.</exception>
    Tensor Shard(Tensor whole);

    /// <summary>This process's rows of what is drawn for all of them, so that many draw as one would:
    /// generators have the same state in each.</summary>
    /// <param name="rows">Rows of this process, b.</param>
    /// <param name="draw">Draws so many rows, the first axis.</param>
    /// <returns>[b, …]</returns>
    Tensor Shard(long rows, Func<long, Tensor> draw);

    /// <summary>Tells of an operation that failed during a backward pass, where nothing may be thrown. Every operation begins with it;
    /// call it after <c>backward()</c> where no operation follows before the gradients are used.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void ThrowIfFailed();
}

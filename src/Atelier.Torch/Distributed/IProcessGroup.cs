namespace Atelier.Torch.Distributed;

/// <summary>The processes that train one model together (data parallel). All of them call the same collective operations in the same order,
/// with tensors of the same shapes and types. Results are bitwise equal on all ranks, and reproducible.</summary>
public interface IProcessGroup
{
    /// <summary>The rank of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int WorldSize { get; }

    /// <summary>Whether this process writes files and reports progress.</summary>
    bool IsMain => Rank == 0;

    /// <summary>Replaces tensors by their sums over all processes. Half-precision tensors are added in float32.</summary>
    /// <param name="tensors">float32, float64, bfloat16, float16, int64, int32 or uint8, of any shape, on any device.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void AllReduceSum(params IReadOnlyList<Tensor> tensors);

    /// <summary>Replaces floating-point tensors by their means over all processes.</summary>
    /// <param name="tensors">As for <see cref="AllReduceSum"/>.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void AllReduceMean(params IReadOnlyList<Tensor> tensors);

    /// <summary>Copies the tensors of rank 0 to all ranks.</summary>
    /// <param name="tensors">Of any type and shape, on any device.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Broadcast(params IReadOnlyList<Tensor> tensors);

    /// <summary>Concatenates the tensors of all ranks in order along axis 0: [b, …] to [n · b, …], without a gradient.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    Tensor AllGather(Tensor x);

    /// <summary>Waits until all processes have called it.</summary>
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

    /// <summary>This rank's rows of a global batch: [n · b, …] to [b, …].</summary>
    /// <exception cref="ArgumentException">The rows cannot be divided evenly.</exception>
    Tensor Shard(Tensor batch);

    /// <summary>Draws the rows of all ranks and keeps this rank's, so that several processes draw the same numbers as one: generators
    /// have the same state on all ranks.</summary>
    /// <param name="rows">Rows b of this rank.</param>
    /// <param name="draw">Draws a number of rows, the first axis.</param>
    /// <returns>[b, …]</returns>
    Tensor Shard(long rows, Func<long, Tensor> draw);

    /// <summary>Throws the error of an operation that failed in a backward pass, which must not throw itself. Every operation begins
    /// with it; call it after <c>backward()</c> if the gradients are used before the next operation.</summary>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void ThrowIfFailed();
}

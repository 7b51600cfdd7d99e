namespace Atelier.Tensors;

/// <summary>Gradients by back-propagation.</summary>
public static unsafe class Autograd
{
    /// <summary>True while operators record what <see cref="Tensor.Backward"/> needs.</summary>
    public static bool IsRecording
    {
        get
        {
            _ = Native.atl_grad_mode(1, out var previous);
            _ = Native.atl_grad_mode(previous, out _);
            return previous != 0;
        }
    }

    /// <summary>Operators record nothing until disposed.</summary>
    public static Recording Pause() => new(false);

    /// <summary>Operators record again, inside a pause, until disposed.</summary>
    public static Recording Resume() => new(true);

    /// <summary>The gradients of one scalar (or of <paramref name="output"/> weighted by <paramref name="seed"/>) for <paramref name="inputs"/>.</summary>
    /// <param name="output">What to differentiate.</param>
    /// <param name="inputs">With respect to what.</param>
    /// <param name="seed">The gradient that comes in, as <paramref name="output"/> in shape; null for a scalar.</param>
    /// <param name="retain">Keep the graph for another pass.</param>
    /// <param name="create">Make the gradients differentiable themselves (gradient penalty).</param>
    public static Tensor[] Gradients(Tensor output, Tensor[] inputs, Tensor? seed = null, bool retain = false, bool create = false)
    {
        nint root = output.Handle, start = seed?.Handle ?? 0;
        var count = inputs.Length;
        nint* handles = stackalloc nint[count], found = stackalloc nint[count];
        for (var i = 0; i < count; i++)
        {
            handles[i] = inputs[i].Handle;
        }

        Native.Check(Native.atl_autograd_grad(&root, 1, seed is null ? null : &start, handles, count, retain ? 1 : 0, create ? 1 : 0, 0, found));
        GC.KeepAlive(output);
        GC.KeepAlive(inputs);
        GC.KeepAlive(seed);
        var gradients = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            gradients[i] = Tensor.Own(found[i]);
        }

        return gradients;
    }

    /// <summary>A stretch in which recording is on or off on this thread.</summary>
    public readonly ref struct Recording
    {
        private readonly int _previous;

        internal Recording(bool on) => _ = Native.atl_grad_mode(on ? 1 : 0, out _previous);

        /// <summary>Back to how it was.</summary>
        public void Dispose() => _ = Native.atl_grad_mode(_previous, out _);
    }
}

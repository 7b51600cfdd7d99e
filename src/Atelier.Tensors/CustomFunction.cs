using System.Runtime.InteropServices;

namespace Atelier.Tensors;

/// <summary>A differentiable step whose gradient is written in C#.</summary>
public static unsafe class CustomFunction
{
    private static Exception? s_pending; // the backward pass of a GPU runs on a thread of libtorch's

    /// <summary>Runs <paramref name="forward"/> unrecorded and hangs <paramref name="backward"/> into the graph.</summary>
    /// <param name="name">For error messages.</param>
    /// <param name="inputs">What gradients flow to.</param>
    /// <param name="forward">Makes the output, a fresh tensor.</param>
    /// <param name="backward">From the output's gradient and the saved inputs to one gradient per input (null where none). It must not
    /// capture tensors: the saved ones are kept for it, detached, until the backward pass is over.</param>
    /// <exception cref="TorchException">In the backward pass, when <paramref name="backward"/> threw: its exception is inside.</exception>
    public static Tensor Apply(string name, Tensor[] inputs, Func<Tensor[], Tensor> forward, Func<Tensor, Tensor[], Tensor?[]> backward)
    {
        using var scope = TensorScope.Enter();
        Tensor[] detached = [.. inputs.Select(input => input.Detach())];
        Tensor output;
        using (Autograd.Pause())
        {
            output = forward(detached);
        }

        if (!Autograd.IsRecording || !Array.Exists(inputs, input => input.RequiresGradient))
        {
            return scope.Keep(output);
        }

        var handles = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            handles[i] = inputs[i].Handle;
        }

        var result = output.Handle;
        var state = GCHandle.Alloc(new Node(backward, [.. detached.Select(tensor => tensor.Persist())]));
        var code = Native.atl_custom_node(name, handles, inputs.Length, &result, 1, &Backward, &Free, GCHandle.ToIntPtr(state));
        GC.KeepAlive(inputs);
        if (code != 0)
        {
            state.Free();
            Native.Check(code);
        }

        return scope.Keep(output);
    }

    internal static Exception? TakePending() => Interlocked.Exchange(ref s_pending, null);

    // libtorch lets go of the node: after the backward pass, or with the graph
    [UnmanagedCallersOnly]
    private static void Free(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        Array.ForEach(((Node)handle.Target!).Saved, tensor => tensor.Dispose());
        handle.Free();
    }

    [UnmanagedCallersOnly]
    private static int Backward(nint state, nint* outputs, int outputCount, nint* inputs, int inputCount)
    {
        try
        {
            using var scope = TensorScope.Enter();
            if (outputs[0] == 0)
            {
                return 0;
            }

            var node = (Node)GCHandle.FromIntPtr(state).Target!;
            Native.Check(Native.atl_alias(outputs[0], out var incoming));
            var gradients = node.Backward(Tensor.Own(incoming), node.Saved);
            for (var i = 0; i < inputCount && i < gradients.Length; i++)
            {
                if (gradients[i] is { } gradient)
                {
                    Native.Check(Native.atl_alias(gradient.Handle, out inputs[i]));
                }
            }

            return 0;
        }
        catch (Exception e) // must not cross the C++ frames between here and the caller of Backward
        {
            s_pending = e;
            return 1;
        }
    }

    private sealed record Node(Func<Tensor, Tensor[], Tensor?[]> Backward, Tensor[] Saved);
}

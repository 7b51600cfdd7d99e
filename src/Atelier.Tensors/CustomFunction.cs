using System.Runtime.InteropServices;

namespace Atelier.Tensors;

/// <summary>A differentiable step whose gradient is written in C#.</summary>
/// <remarks>What <c>backward</c> captures must live until the backward pass: capture inputs that outlive the scope, or
/// <see cref="Tensor.Alias"/> and <see cref="Tensor.Persist"/> them. Capturing the function's own output would leak it.</remarks>
public static unsafe class CustomFunction
{
    [ThreadStatic]
    private static Exception? t_pending;

    /// <summary>Runs <paramref name="forward"/> unrecorded and hangs <paramref name="backward"/> into the graph.</summary>
    /// <param name="name">For error messages.</param>
    /// <param name="inputs">What gradients flow to.</param>
    /// <param name="forward">Makes the output, a fresh tensor.</param>
    /// <param name="backward">From the output's gradient to one gradient per input (null where none).</param>
    /// <exception cref="TorchException">In the backward pass, when <paramref name="backward"/> threw: its exception is inside.</exception>
    public static Tensor Apply(string name, Tensor[] inputs, Func<Tensor> forward, Func<Tensor, Tensor?[]> backward)
    {
        Tensor output;
        using (Autograd.Pause())
        {
            output = forward();
        }

        if (!Autograd.IsRecording || !Array.Exists(inputs, input => input.RequiresGradient))
        {
            return output;
        }

        var handles = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            handles[i] = inputs[i].Handle;
        }

        var result = output.Handle;
        var state = GCHandle.Alloc(backward);
        var code = Native.atl_custom_node(name, handles, inputs.Length, &result, 1, &Backward, &Free, GCHandle.ToIntPtr(state));
        GC.KeepAlive(inputs);
        if (code != 0)
        {
            state.Free();
            Native.Check(code);
        }

        return output;
    }

    internal static Exception? TakePending()
    {
        var pending = t_pending;
        t_pending = null;
        return pending;
    }

    [UnmanagedCallersOnly]
    private static void Free(nint state) => GCHandle.FromIntPtr(state).Free();

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

            Native.Check(Native.atl_alias(outputs[0], out var incoming));
            var gradients = ((Func<Tensor, Tensor?[]>)GCHandle.FromIntPtr(state).Target!)(Tensor.Own(incoming));
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
            t_pending = e;
            return 1;
        }
    }
}

using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Torch.Dispatch;

/// <summary>A node of the autograd graph with a gradient in C#, as PyTorch's <c>torch.autograd.Function</c>. TorchSharp's own keeps a
/// tensor as large as its output, and releases gradients by garbage collection; this one releases everything right after its use.</summary>
/// <remarks>What was saved is released by the first backward pass, so a function that saves tensors can be differentiated once; one that
/// saves none, again and also in its gradient. The backward function must not throw: an exception in it crashes the process.</remarks>
public sealed class AutogradFunction
{
    private static readonly HashSet<AutogradFunction> s_alive = []; // keeps alive the callbacks that libtorch may still call
    [ThreadStatic]
    private static Tensor?[]? t_gradients; // last returned to libtorch, which has taken them over by the next call

    private readonly Func<Tensor, Tensor[], Tensor?[]> _backward;
    private readonly AutogradAbi.Apply _apply;    // kept, since libtorch holds bare pointers to them
    private readonly AutogradAbi.Delete _delete;
    private readonly AutogradAbi.Node _node;
    private readonly int _inputs;
    private readonly nint _handles;               // room for a gradient of each input
    private Tensor[] _saved = [];

    /// <summary>Whether this libtorch has the version that TorchSharp was built for. Another one lays out the nodes of a graph in another
    /// way, and crashes.</summary>
    public static bool IsSupported => Libtorch.Version is { Major: 2, Minor: 10 };

    private unsafe AutogradFunction(Func<Tensor, Tensor[], Tensor?[]> backward, int inputs)
    {
        (_backward, _apply, _delete, _inputs) = (backward, Backward, Delete, inputs);
        _handles = Marshal.AllocHGlobal(Math.Max(1, inputs) * nint.Size);
        _node = AutogradAbi.THSAutograd_CSharpNode_ctor(_apply, _delete);
        lock (s_alive)
        {
            s_alive.Add(this);
        }
    }

    /// <summary>Computes an output and records its gradient where one is required.</summary>
    /// <param name="inputs">The tensors that may require gradients.</param>
    /// <param name="forward">Computes, without recording, the output and the tensors to save for the backward pass. None of them may be an
    /// input itself; a detached alias of one is fine.</param>
    /// <param name="backward">From the gradient of the output and what was saved to those of the inputs, in their order;
    /// null for none. Runs in a dispose scope.</param>
    /// <returns>The output.</returns>
    /// <exception cref="NativeLibraryException">A gradient is required, and this libtorch is not <see cref="IsSupported"/>.</exception>
    public static Tensor Apply(Tensor[] inputs, Func<(Tensor Output, Tensor[] Saved)> forward, Func<Tensor, Tensor[], Tensor?[]> backward)
    {
        using var scope = NewDisposeScope();
        Tensor output;
        Tensor[] saved;
        using (no_grad())
        {
            (output, saved) = forward();
        }

        if (!is_grad_enabled() || !inputs.Any(input => input.requires_grad))
        {
            return scope.MoveToOuter(output);
        }

        if (!IsSupported)
        {
            throw Unsupported();
        }

        var function = new AutogradFunction(backward, inputs.Length);
        return scope.MoveToOuter(function.Wrap(inputs, output, saved));
    }

    internal static NativeLibraryException Unsupported() => new(
        $"This computation needs libtorch 2.10, for which TorchSharp was built; this is {Libtorch.Version}: unset "
        + $"{LibtorchLocation.Variable}, or install torch 2.10 there.");

    private unsafe Tensor Wrap(Tensor[] inputs, Tensor output, Tensor[] saved)
    {
        _saved = saved;
        Array.ForEach(saved, tensor => tensor.DetachFromDisposeScope());
        var handles = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            handles[i] = inputs[i].Handle;
        }

        nint wrapped = 0, given = output.Handle;
        AutogradAbi.Tensors vars = new((nint)handles, inputs.Length), outputs = new((nint)(&given), 1), none = default;
        AutogradAbi.THSAutograd_CSharpNode_setNextEdges(_node, vars, 1);
        AutogradAbi.THSAutograd_CSharpNode_clearInputMetadata(_node);
        var place = (nint)(&wrapped);
        AutogradAbi.THSAutograd_Function_wrapOutputs(vars, none, none, outputs, _node, _ => place);
        AutogradAbi.THSAutograd_CSharpNode_disposeSharedPtr(_node); // from now on the graph owns it
        TorchSharp.torch.CheckForErrors();
        GC.KeepAlive(inputs);
        return Tensor.UnsafeCreateTensor(wrapped);
    }

    private unsafe AutogradAbi.Tensors Backward(nint* gradients, int count)
    {
        foreach (var taken in t_gradients ?? [])
        {
            taken?.Dispose();
        }

        using var scope = NewDisposeScope();
        var results = gradients[0] == 0 ? new Tensor?[_inputs] : _backward(Tensor.UnsafeCreateTensor(gradients[0]), _saved);
        for (var i = 0; i < results.Length; i++)
        {
            ((nint*)_handles)[i] = results[i]?.DetachFromDisposeScope().Handle ?? 0;
        }

        t_gradients = results;
        Release();
        return new(_handles, results.Length);
    }

    private void Release()
    {
        Array.ForEach(_saved, tensor => tensor.Dispose());
        _saved = [];
    }

    private void Delete()
    {
        Release();
        AutogradAbi.THSAutograd_CSharpNode_disposeWeakPtr(_node);
        Marshal.FreeHGlobal(_handles);
        lock (s_alive)
        {
            s_alive.Remove(this);
        }
    }
}

using System.Runtime.InteropServices;

namespace Atelier.Torch.Dispatch;

/// <summary>The functions of TorchSharp's native library that make a node of the autograd graph
/// (THSAutograd.h); the names are its own.</summary>
internal static unsafe partial class AutogradAbi
{
    private const string Library = "LibTorchSharp";

    /// <summary>Maps gradients of the outputs, which the callee owns, to those of the inputs, which it owns until the next call.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Tensors Apply(nint* gradients, int count);

    /// <summary>Called when the graph releases the node.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void Delete();

    /// <summary>Allocates an array of that many tensors.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Allocate(nint count);

    [LibraryImport(Library)]
    public static partial Node THSAutograd_CSharpNode_ctor(Apply apply, Delete delete);

    [LibraryImport(Library)]
    public static partial void THSAutograd_CSharpNode_disposeSharedPtr(Node node);

    [LibraryImport(Library)]
    public static partial void THSAutograd_CSharpNode_disposeWeakPtr(Node node);

    [LibraryImport(Library)]
    public static partial void THSAutograd_CSharpNode_setNextEdges(Node node, Tensors vars, byte isExecutable);

    [LibraryImport(Library)]
    public static partial void THSAutograd_CSharpNode_clearInputMetadata(Node node);

    [LibraryImport(Library)]
    public static partial void THSAutograd_Function_wrapOutputs(
        Tensors vars, Tensors nonDiff, Tensors dirty, Tensors outputs, Node node, Allocate allocate);

    /// <summary>An array of tensor handles.</summary>
    public readonly record struct Tensors(nint Array, long Count);

    /// <summary>A node of the graph: pointers to a shared and a weak pointer.</summary>
    public readonly record struct Node(nint Shared, nint Weak);
}

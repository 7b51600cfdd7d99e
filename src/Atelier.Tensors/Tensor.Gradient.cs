namespace Atelier.Tensors;

// What back-propagation sees of a tensor.
public sealed unsafe partial class Tensor
{
    private static readonly Operator DetachOperator = new("detach");

    /// <summary>The gradient gathered so far, or null.</summary>
    public Tensor? Gradient
    {
        get
        {
            Native.Check(Native.atl_grad(Handle, out var gradient));
            GC.KeepAlive(this);
            return gradient == 0 ? null : Own(gradient);
        }

        set
        {
            Native.Check(Native.atl_set_grad(Handle, value?.Handle ?? 0));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }
    }

    /// <summary>Asks for gradients, or no longer.</summary>
    public Tensor RequireGradient(bool on = true)
    {
        Native.Check(Native.atl_requires_grad(Handle, on ? 1 : 0));
        GC.KeepAlive(this);
        return this;
    }

    /// <summary>Back-propagates from this scalar; gradients add up in the leaves.</summary>
    public void Backward(bool retain = false)
    {
        var root = Handle;
        Native.Check(Native.atl_backward(&root, null, 1, retain ? 1 : 0, 0));
        GC.KeepAlive(this);
    }

    /// <summary>The same elements, cut off from the graph.</summary>
    public Tensor Detach() => DetachOperator.Call(this);
}

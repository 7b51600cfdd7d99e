using Atelier.Core;
using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>A forward and backward pass in which <see cref="StraightThrough.Clamp"/> works with every libtorch. A node of our own in the
/// autograd graph needs the version that TorchSharp was built for. With another one the graph is cut at each clamp while this object lives
/// on the thread, and <see cref="Backward"/> carries the gradient across the cuts. Dispose it on the thread that made it.</summary>
public sealed class GradientCuts : IDisposable
{
    [ThreadStatic]
    private static GradientCuts? t_current;

    private readonly List<(Tensor Below, Tensor Above, Tensor Outside)> _cuts = [];
    private readonly GradientCuts? _outer = t_current;
    private readonly bool _isForced;

    /// <summary>Begins a pass on this thread.</summary>
    public GradientCuts()
        : this(isForced: false)
    {
    }

    /// <summary>The same; if forced, it cuts where a node would do.</summary>
    internal GradientCuts(bool isForced)
    {
        _isForced = isForced;
        t_current = this;
    }

    /// <summary>Computes gradients as <c>loss.backward()</c>, across the cuts. The graph can be used once.</summary>
    /// <param name="loss">A single number.</param>
    public void Backward(Tensor loss)
    {
        loss.backward();
        for (var i = _cuts.Count - 1; i >= 0; i--) // a later cut may lie above an earlier one
        {
            using var scope = NewDisposeScope();
            var (below, above, outside) = _cuts[i];
            if (above.grad is { } gradient)
            {
                autograd.backward([below], [StraightThrough.LeadingBack(gradient, outside)], retain_graph: i > 0);
            }
        }

        Clear();
    }

    /// <summary>Ends the pass.</summary>
    public void Dispose()
    {
        Clear();
        t_current = _outer;
    }

    /// <summary>A clamp whose gradient <see cref="Backward"/> computes; null where a node in the graph can do it.</summary>
    /// <exception cref="NativeLibraryException">Neither works: no pass was begun.</exception>
    internal static Tensor? Clamp(Tensor x, double low, double high)
    {
        var needsGradient = is_grad_enabled() && x.requires_grad;
        if (!needsGradient || (AutogradFunction.IsSupported && t_current is not { _isForced: true }))
        {
            return null;
        }

        return t_current?.Cut(x, low, high) ?? throw AutogradFunction.Unsupported();
    }

    private Tensor Cut(Tensor x, double low, double high)
    {
        using var scope = NewDisposeScope();
        var below = x.alias();
        var above = x.detach().clamp(low, high).requires_grad_();
        var outside = x.detach() - above.detach();
        _cuts.Add((below.DetachFromDisposeScope(), above.DetachFromDisposeScope(), outside.DetachFromDisposeScope()));
        return scope.MoveToOuter(above.alias());
    }

    private void Clear()
    {
        foreach (var (below, above, outside) in _cuts)
        {
            below.Dispose();
            above.Dispose();
            outside.Dispose();
        }

        _cuts.Clear();
    }
}

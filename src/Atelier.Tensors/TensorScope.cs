namespace Atelier.Tensors;

/// <summary>Every tensor made on this thread while the scope is open dies when it closes, exception or not, unless
/// <see cref="Keep(Tensor)"/> carried it out. A ref struct, so that it cannot cross an <c>await</c>.</summary>
/// <example><code>using var scope = TensorScope.Enter(); … return scope.Keep(y);</code></example>
public readonly ref struct TensorScope
{
    private readonly Frame _frame;

    private TensorScope(Frame frame) => _frame = frame;

    internal static Frame? Current => Frame.Top;

    /// <summary>Opens a scope inside the current one.</summary>
    public static TensorScope Enter()
    {
        Engine.Prepare();
        return new(new Frame());
    }

    /// <summary>Hands a tensor of this scope to the enclosing one; one that this scope does not own stays where it is.</summary>
    public Tensor Keep(Tensor tensor)
    {
        _frame.Keep(tensor);
        return tensor;
    }

    /// <summary>Hands several tensors to the enclosing scope.</summary>
    public Tensor[] Keep(Tensor[] tensors)
    {
        Array.ForEach(tensors, _frame.Keep);
        return tensors;
    }

    /// <summary>Hands two tensors to the enclosing scope.</summary>
    public (Tensor First, Tensor Second) Keep(Tensor first, Tensor second) => (Keep(first), Keep(second));

    /// <summary>Closes the scope.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or this is another thread.</exception>
    public void Dispose() => _frame.Close();

    internal sealed class Frame
    {
        [ThreadStatic]
        private static Frame? t_top;
        private readonly Frame? _parent = t_top;
        private readonly List<Tensor> _tensors = new(32);

        public Frame() => t_top = this;

        public static Frame? Top => t_top;

        public void Add(Tensor tensor)
        {
            tensor.Frame = this;
            _tensors.Add(tensor);
        }

        public void Keep(Tensor tensor)
        {
            if (tensor.Frame == this)
            {
                Forget(tensor);
                tensor.Frame = null;
                _parent?.Add(tensor);
            }
        }

        // near the end as a rule: what is kept was made last
        public void Forget(Tensor tensor)
        {
            var at = _tensors.LastIndexOf(tensor);
            if (at >= 0)
            {
                _tensors.RemoveAt(at);
            }
        }

        public void Close()
        {
            if (t_top != this)
            {
                throw new InvalidOperationException("scopes close in order, on the thread that opened them");
            }

            t_top = _parent;
            foreach (var tensor in _tensors)
            {
                tensor.Dispose();
            }
        }
    }
}

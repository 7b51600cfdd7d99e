using Atelier.Core;
using Atelier.Torch.Distributed;

namespace Atelier.Torch;

/// <summary>A path into a set of weights. Constructors request their parameters by the official key, and get them from a file or
/// randomly initialised: construction, naming and loading are one act.</summary>
/// <example><c>new Conv2d(weights["decoder"]["conv_in"], …)</c> requests <c>decoder.conv_in.weight</c> and <c>.bias</c>.</example>
public sealed class Weights
{
    private readonly string _path;
    private readonly Source _source;

    private Weights(string path, Source source, IProcessGroup? group)
    {
        _path = path;
        _source = source;
        Group = group ?? new SingleProcess();
    }

    /// <summary>The processes that train the network together, for layers with statistics over the whole batch.</summary>
    public IProcessGroup Group { get; }

    /// <summary>The full keys requested so far.</summary>
    public IReadOnlyCollection<string> RequestedKeys => _source.Made.Keys;

    /// <summary>One step deeper.</summary>
    public Weights this[string name] => new(_path + name + ".", _source, Group);

    /// <summary>One step deeper, into a numbered list.</summary>
    public Weights this[int index] => this[$"{index}"];

    /// <summary>Weights with each layer's random initialisation, for training.</summary>
    /// <param name="random">The random generator; its device becomes that of the weights.</param>
    /// <param name="group">The processes that train the network together; null for this one alone.</param>
    public static Weights Fresh(Generator random, IProcessGroup? group = null) => new("", new Source(null, random), group);

    /// <summary>Weights from stored tensors, by their names.</summary>
    /// <param name="stored">For each key its shape and how to read it (floating values come out as fp32).</param>
    /// <param name="where">The file, for messages.</param>
    /// <param name="group">The processes that train the network together; null for this one alone.</param>
    public static Weights From(IReadOnlyDictionary<string, StoredTensor> stored, string where, IProcessGroup? group = null) =>
        new("", new Source(stored, null) { Where = where }, group);

    /// <summary>A parameter of this shape; with random weights it requires gradients.</summary>
    /// <exception cref="NotEnoughMemoryException">Random weights do not fit into memory.</exception>
    /// <param name="name">The last part of the key.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="init">Its random initialisation.</param>
    public Parameter Parameter(string name, long[] shape, Initializer init)
    {
        using var scope = NewDisposeScope();
        return _source.Keep(_path + name, new Parameter(_source.Make(_path + name, shape, init), requires_grad: _source.Stored is null));
    }

    /// <summary>A buffer: a stored tensor that is not trained.</summary>
    /// <inheritdoc cref="Parameter"/>
    public Tensor Buffer(string name, long[] shape, Initializer init)
    {
        using var scope = NewDisposeScope();
        return _source.Keep(_path + name, _source.Make(_path + name, shape, init));
    }

    /// <summary>Checks that the file holds exactly the keys that the network requested.</summary>
    /// <param name="mayBeLeft">Keys that may be left over, such as those of losses and discriminators.</param>
    /// <exception cref="ModelFileException">Missing, left-over or mis-shaped keys: all are listed (the first ten of each kind).</exception>
    public void Verify(Func<string, bool>? mayBeLeft = null) => _source.Verify(mayBeLeft ?? (_ => false));

    private sealed class Source(IReadOnlyDictionary<string, StoredTensor>? stored, Generator? random)
    {
        private readonly List<string> _missing = [];
        private readonly List<string> _misshaped = [];
        private double _bytes; // initialised so far

        public IReadOnlyDictionary<string, StoredTensor>? Stored => stored;

        public string Where { get; init; } = "";

        public Dictionary<string, Tensor> Made { get; } = [];

        public Tensor Make(string key, long[] shape, Initializer init)
        {
            using var noGrad = no_grad();
            return stored is null ? Draw(shape, init) : Read(key, shape);
        }

        public T Keep<T>(string key, T value)
            where T : Tensor
        {
            if (!Made.TryAdd(key, value))
            {
                throw new ArgumentException($"two parameters are called {key}", nameof(key));
            }

            value.DetachFromDisposeScope();
            return value;
        }

        public void Verify(Func<string, bool> mayBeLeft)
        {
            if (stored is null)
            {
                return;
            }

            var left = stored.Keys.Where(key => !Made.ContainsKey(key) && !mayBeLeft(key)).ToList();
            if (_missing.Count + _misshaped.Count + left.Count == 0)
            {
                return;
            }

            foreach (var tensor in Made.Values)
            {
                tensor.Dispose();
            }

            var parts = new[] { ("missing", _missing), ("of another shape", _misshaped), ("left over", left) }
                .Where(part => part.Item2.Count > 0)
                .Select(
                    part => $"{part.Item2.Count} {part.Item1} " +
                        $"({string.Join(", ", part.Item2.Take(10))}{(part.Item2.Count > 10 ? ", …" : "")})");
            throw new ModelFileException($"{Where} does not hold this network's weights: {string.Join("; ", parts)}.");
        }

        // before the system would kill the process
        private Tensor Draw(long[] shape, Initializer init)
        {
            _bytes += shape.Aggregate((double)sizeof(float), (product, size) => product * size);
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return _bytes < memory ? init(shape, random!) : throw new NotEnoughMemoryException(
                $"a network of these sizes does not fit into the {memory / 1e9:F0} GB of memory that this machine has.");
        }

        private Tensor Read(string key, long[] shape)
        {
            if (!stored!.TryGetValue(key, out var found))
            {
                _missing.Add(key);
                return zeros([1]);
            }

            var isOneNumber = found.Shape is [] or [1] && shape is [] or [1]; // some programs save scalars with an axis
            if (!isOneNumber && !found.Shape.SequenceEqual(shape))
            {
                _misshaped.Add($"{key} [{string.Join(", ", found.Shape)}] instead of [{string.Join(", ", shape)}]");
                return zeros([1]);
            }

            var value = found.Read().reshape(shape);
            value = value.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64 ? value.to(ScalarType.Float32) : value;
            return IsFinite(value) ? value
                : throw new ModelFileException(
                    $"{Where} is broken: {key} holds numbers that are not finite (NaN or infinite); fetch the file anew, or take an "
                    + "earlier checkpoint.");
        }

        // one pass without a mask first: the sum of finite numbers may overflow, but a finite sum has only finite parts
        private static bool IsFinite(Tensor value) =>
            !value.is_floating_point() || double.IsFinite(value.sum().ToDouble()) || value.isfinite().all().ToBoolean();
    }
}

/// <summary>A tensor in a file: its shape, and how to read it.</summary>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Read">Reads it into a new tensor.</param>
public sealed record StoredTensor(long[] Shape, Func<Tensor> Read);

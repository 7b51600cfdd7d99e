using Atelier.Core;
using Atelier.Torch.Distributed;

namespace Atelier.Torch;

/// <summary>A path into a set of weights: constructors ask it for their parameters by the official key, and get them from a
/// file or freshly drawn. Construction, naming and loading are one act.</summary>
/// <example><c>new Conv2d(weights["decoder"]["conv_in"], …)</c> asks for <c>decoder.conv_in.weight</c> and <c>.bias</c>.</example>
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

    /// <summary>The processes that train the network together, for layers that look at a whole batch.</summary>
    public IProcessGroup Group { get; }

    /// <summary>The keys asked for so far, whole.</summary>
    public IReadOnlyCollection<string> Asked => _source.Made.Keys;

    /// <summary>One step deeper.</summary>
    public Weights this[string name] => new(_path + name + ".", _source, Group);

    /// <summary>One step deeper, into a numbered list.</summary>
    public Weights this[int index] => this[index.ToString()];

    /// <summary>Weights drawn by each layer's own initialisation, for training.</summary>
    /// <param name="random">Where chance comes from, and the device of the weights.</param>
    /// <param name="group">The processes that train the network together; null for this one alone.</param>
    public static Weights Fresh(Generator random, IProcessGroup? group = null) => new("", new Source(null, random), group);

    /// <summary>Weights from stored tensors, by their names.</summary>
    /// <param name="stored">For each key its shape and how to read it (floating values come out as fp32).</param>
    /// <param name="where">The file, for messages.</param>
    /// <param name="group">The processes that train the network together; null for this one alone.</param>
    public static Weights From(IReadOnlyDictionary<string, StoredTensor> stored, string where, IProcessGroup? group = null) =>
        new("", new Source(stored, null) { Where = where }, group);

    /// <summary>True when the file holds this key (or, drawn freshly, never).</summary>
    public bool Holds(string name) => _source.Stored?.ContainsKey(_path + name) ?? false;

    /// <summary>A trained tensor of this shape; drawn freshly, it asks for gradients.</summary>
    /// <exception cref="InsufficientMemoryException">What is drawn freshly does not fit into memory.</exception>
    /// <param name="name">The last part of the key.</param>
    /// <param name="shape">What it must measure.</param>
    /// <param name="draw">How it is drawn when fresh.</param>
    public Parameter Parameter(string name, long[] shape, Initializer draw)
    {
        using var scope = NewDisposeScope();
        return _source.Keep(_path + name, new Parameter(_source.Make(_path + name, shape, draw), requires_grad: _source.Stored is null));
    }

    /// <summary>A stored tensor that is not trained.</summary>
    /// <inheritdoc cref="Parameter"/>
    public Tensor Buffer(string name, long[] shape, Initializer draw)
    {
        using var scope = NewDisposeScope();
        return _source.Keep(_path + name, _source.Make(_path + name, shape, draw));
    }

    /// <summary>Checks that the file held exactly what the network asked for.</summary>
    /// <param name="mayBeLeft">Keys that may be left over (losses, discriminators, masks of other programs).</param>
    /// <exception cref="UserException">Missing, left-over or mis-shaped keys: all are listed (the first ten of each kind).</exception>
    public void Verify(Func<string, bool>? mayBeLeft = null) => _source.Verify(mayBeLeft ?? (_ => false));

    private sealed class Source(IReadOnlyDictionary<string, StoredTensor>? stored, Generator? random)
    {
        private readonly List<string> _missing = [];
        private readonly List<string> _misshaped = [];
        private double _bytes; // drawn

        public IReadOnlyDictionary<string, StoredTensor>? Stored => stored;

        public string Where { get; init; } = "";

        public Dictionary<string, Tensor> Made { get; } = [];

        public Tensor Make(string key, long[] shape, Initializer draw)
        {
            using var pause = no_grad();
            return stored is null ? Draw(shape, draw) : Read(key, shape);
        }

        public T Keep<T>(string key, T value)
            where T : Tensor
        {
            if (!Made.TryAdd(key, value))
            {
                throw new ArgumentException($"two parameters are called {key}");
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
            throw new UserException($"{Where} does not hold this network's weights: {string.Join("; ", parts)}.");
        }

        // refused before the system would have to end the program
        private Tensor Draw(long[] shape, Initializer draw)
        {
            _bytes += shape.Aggregate((double)sizeof(float), (product, size) => product * size);
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return _bytes < memory ? draw(shape, random!) : throw new InsufficientMemoryException(
                $"a network of these sizes does not fit into the {memory / 1e9:F0} GB of memory that this machine has.");
        }

        private Tensor Read(string key, long[] shape)
        {
            if (!stored!.TryGetValue(key, out var found))
            {
                _missing.Add(key);
                return zeros([1]);
            }

            var isOneNumber = found.Shape is [] or [1] && shape is [] or [1]; // some programs save a scalar with an axis
            if (!isOneNumber && !found.Shape.SequenceEqual(shape))
            {
                _misshaped.Add($"{key} [{string.Join(", ", found.Shape)}] instead of [{string.Join(", ", shape)}]");
                return zeros([1]);
            }

            var value = found.Read().reshape(shape);
            value = value.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64 ? value.to(ScalarType.Float32) : value;
            return IsFinite(value) ? value
                : throw new UserException(
                    $"{Where} is broken: {key} holds numbers that are not finite (NaN or infinite); fetch the file anew, or take an "
                    + "earlier checkpoint.");
        }

        // one pass without a mask: a sum is finite only where its parts are, and may itself overflow
        private static bool IsFinite(Tensor value) => !value.is_floating_point() || double.IsFinite(value.sum().ToDouble())
            || value.isfinite().all().ToBoolean();
    }
}

/// <summary>A tensor in a file: its shape, and how to read it.</summary>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Read">Reads it into a fresh tensor.</param>
public sealed record StoredTensor(long[] Shape, Func<Tensor> Read);

namespace Atelier.Models.Prior;

/// <summary>The key-value cache of a GPT: each further token costs one row of attention instead of the whole square.
/// b batch, h heads, k width of a head.</summary>
public sealed class GptCache : IDisposable
{
    private readonly Layer[] _layers;

    /// <summary>Allocates a batch of whole blocks.</summary>
    /// <param name="options">The GPT's sizes.</param>
    /// <param name="batch">Sequences in the batch.</param>
    /// <param name="dtype">The type the GPT computes in.</param>
    /// <param name="device">The device; the CPU by default.</param>
    public GptCache(GptOptions options, long batch, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        long[] shape = [batch, options.Heads, options.BlockSize, options.Width / options.Heads];
        _layers =
            [.. Enumerable.Range(0, options.Layers)
                .Select(_ => new Layer(
                    zeros(shape, dtype: dtype, device: device).DetachFromDisposeScope(),
                    zeros(shape, dtype: dtype, device: device).DetachFromDisposeScope()))];
    }

    /// <summary>Tokens in the cache.</summary>
    public long Length => _layers[0].Length;

    /// <summary>Releases the tensors.</summary>
    public void Dispose() => Array.ForEach(_layers, layer => layer.Dispose());

    internal Layer this[int layer] => _layers[layer];

    internal sealed class Layer(Tensor keys, Tensor values) : IDisposable
    {
        public long Length { get; private set; }

        /// <summary>Appends [b, h, t, k]; returns everything cached so far.</summary>
        public (Tensor Keys, Tensor Values) Append(Tensor newKeys, Tensor newValues)
        {
            var tokens = newKeys.size(2);
            using (no_grad())
            {
                keys.narrow(2, Length, tokens).copy_(newKeys);
                values.narrow(2, Length, tokens).copy_(newValues);
            }

            Length += tokens;
            return (keys.narrow(2, 0, Length), values.narrow(2, 0, Length));
        }

        public void Dispose()
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}

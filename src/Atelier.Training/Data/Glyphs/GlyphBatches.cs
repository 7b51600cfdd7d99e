using System.Threading.Channels;
using Atelier.Tensors;

namespace Atelier.Training.Data;

/// <summary>A batch of captioned pictures.</summary>
/// <param name="Pixels">RGB bytes, [n, s, s, 3].</param>
/// <param name="Samples">The samples.</param>
/// <param name="Size">Side s.</param>
public sealed record GlyphBatch(byte[] Pixels, GlyphSample[] Samples, int Size)
{
    /// <summary>The pictures as [n, 3, s, s] in [0, 1], channels-last.</summary>
    public Tensor ToTensor()
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Tensor.From(Pixels, Samples.Length, Size, Size, 3).Permute(0, 3, 1, 2).To(DType.Float32) / 255);
    }
}

/// <summary>Makes batches ahead of their use on a thread of its own. Batch i holds samples i · n to (i + 1) · n - 1.</summary>
public sealed class GlyphBatches : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<GlyphBatch> _ready = Channel.CreateBounded<GlyphBatch>(8);
    private readonly Thread _thread;

    /// <summary>Starts making batches.</summary>
    public GlyphBatches(GlyphSampler sampler, int batchSize, long firstBatch)
    {
        _thread = new Thread(() => Run(sampler, batchSize, firstBatch)) { IsBackground = true, Name = "glyph batches" };
        _thread.Start();
    }

    /// <summary>A batch made here and now.</summary>
    public static GlyphBatch Make(GlyphSampler sampler, int batchSize, long batch)
    {
        var size = sampler.Size;
        var samples = new GlyphSample[batchSize];
        var pixels = new byte[batchSize * size * size * 3];
        for (var i = 0; i < batchSize; i++)
        {
            samples[i] = sampler.Make((batch * batchSize) + i);
            samples[i].Pixels.CopyTo(pixels.AsSpan(i * size * size * 3));
        }

        return new(pixels, samples, size);
    }

    /// <summary>The next batch, waiting for it if need be.</summary>
    public GlyphBatch Next() => _ready.Reader.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();

    /// <summary>Stops the thread.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run(GlyphSampler sampler, int batchSize, long batch)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _ready.Writer.WriteAsync(Make(sampler, batchSize, batch++), _stop.Token).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

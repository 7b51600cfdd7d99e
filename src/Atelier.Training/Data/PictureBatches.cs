using System.Collections.Concurrent;
using System.Threading.Channels;
using Atelier.Core;
using Atelier.Torch.Distributed;

namespace Atelier.Training.Data;

/// <summary>Makes batches ahead of their use, on threads of its own. Every epoch is shuffled anew, unless the source has an
/// order of its own; batch i is the same whenever it is made. Of several processes, each makes its share of every batch,
/// and together they see what one would.</summary>
public sealed class PictureBatches : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<PictureBatch> _ready = Channel.CreateBounded<PictureBatch>(6);
    private readonly ConcurrentDictionary<string, string> _broken = new();
    private readonly IPictureSource _source;
    private readonly DataOptions _options;
    private readonly IProcessGroup _group;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly Thread _thread;
    private (long Epoch, int[] Order) _shuffled = (-1, []);

    /// <summary>Starts making batches.</summary>
    /// <param name="source">The pictures.</param>
    /// <param name="options">How they are changed.</param>
    /// <param name="batchSize">Pictures a batch, of this process alone.</param>
    /// <param name="seed">Of order and changes.</param>
    /// <param name="firstBatch">Where to begin: batches made before, when a run goes on.</param>
    /// <param name="group">The processes that share every batch; null for this one alone.</param>
    public PictureBatches(
        IPictureSource source, DataOptions options, int batchSize, ulong seed, long firstBatch, IProcessGroup? group = null)
    {
        (_source, _options, _batchSize, _seed, _group) = (source, options, batchSize, seed, group ?? new SingleProcess());
        _thread = new Thread(() => Run(firstBatch)) { IsBackground = true, Name = "picture batches" };
        _thread.Start();
    }

    /// <summary>Pictures that could not be read, with the reason; others stood in for them.</summary>
    public IReadOnlyDictionary<string, string> Broken => _broken;

    /// <summary>The next batch, waiting for it if need be.</summary>
    /// <exception cref="UserException">No picture can be read.</exception>
    public PictureBatch Next()
    {
        try
        {
            return _ready.Reader.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException e) when (e.InnerException is not null)
        {
            throw e.InnerException is UserException inner ? new UserException(inner.Message, inner) : e.InnerException;
        }
    }

    /// <summary>Waits until the first batch is there.</summary>
    /// <exception cref="UserException">No picture can be read.</exception>
    public void Begin()
    {
        try
        {
            _ready.Reader.WaitToReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (UserException e)
        {
            throw new UserException(e.Message, e);
        }
    }

    /// <summary>So many pictures in their own order, unchanged, as batches: for sheets, tests and measurements. Those that
    /// cannot be read are left out and told.</summary>
    public static IEnumerable<PictureBatch> InOrder(
        IPictureSource source, DataOptions options, int count, int batchSize, Action<string, string> broken)
    {
        return Enumerable.Range(0, source.Count).Select(Readable).OfType<PictureSample>().Take(count).Chunk(batchSize)
            .Select(samples => Assemble(options, samples));

        PictureSample? Readable(int index)
        {
            try
            {
                return source.Read(index);
            }
            catch (UserException e)
            {
                broken(source.NameOf(index), e.Message);
                return null;
            }
        }
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private static PictureBatch Assemble(DataOptions options, PictureSample[] samples)
    {
        var length = options.Size * options.Size * options.Channels;
        var pixels = new byte[samples.Length * length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i].Pixels.CopyTo(pixels.AsSpan(i * length));
        }

        return new(
            pixels,
            options.Size,
            options.Channels,
            [.. samples.Select(sample => (long)sample.Class)],
            [.. samples.Select(sample => sample.Caption)])
        {
            Wrong = samples.All(sample => sample.Wrong.Length > 0) ? [.. samples.Select(sample => sample.Wrong)] : [],
        };
    }

    private void Run(long batch)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _ready.Writer.WriteAsync(Make(batch++), _stop.Token).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) // reaches the training thread through Next
        {
            _ready.Writer.Complete(e);
        }
    }

    private PictureBatch Make(long batch)
    {
        var samples = new PictureSample[_batchSize];
        var first = ((batch * _group.WorldSize) + _group.Rank) * _batchSize;
        var chosen = Enumerable.Range(0, _batchSize).Select(i => first + i).Select(number => (number, Index(number))).ToArray();
        if (_options.Threads == 1)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = Sample(chosen[i]);
            }
        }
        else
        {
            Parallel.For(
                0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i => samples[i] = Sample(chosen[i]));
        }

        return Assemble(_options, samples);
    }

    // where in the shuffled epoch sample number k stands
    private int Index(long number)
    {
        if (_source.Ordered)
        {
            return (int)(number % _source.Count);
        }

        var epoch = number / _source.Count;
        if (_shuffled.Epoch != epoch)
        {
            var order = Enumerable.Range(0, _source.Count).ToArray();
            var random = new SplitMix64(_seed, epoch);
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = random.Below(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            _shuffled = (epoch, order);
        }

        return _shuffled.Order[number % _source.Count];
    }

    // a picture that cannot be read is replaced by the one after it
    private PictureSample Sample((long Number, int Index) chosen)
    {
        for (var tries = 0; tries < Math.Min(_source.Count, 1000); tries++)
        {
            var index = (int)(((long)chosen.Index + tries) % _source.Count);
            try
            {
                return Augmented(_source.Read(index), new SplitMix64(_seed ^ 0xA09E, chosen.Number));
            }
            catch (UserException e)
            {
                _broken.TryAdd(_source.NameOf(index), e.Message);
            }
        }

        throw _options.Wrong("path", $"no picture can be read ({_broken.Values.First().TrimEnd('.')})");
    }

    private PictureSample Augmented(PictureSample sample, SplitMix64 random)
    {
        var flip = _options.Flip && random.Chance(0.5f);
        var (down, across) = _options.Shift == 0
            ? (0, 0)
            : (random.Below((2 * _options.Shift) + 1) - _options.Shift, random.Below((2 * _options.Shift) + 1) - _options.Shift);
        if (!flip && down == 0 && across == 0)
        {
            return sample;
        }

        var (size, channels) = (_options.Size, _options.Channels);
        var pixels = new byte[sample.Pixels.Length];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (fromY, fromX) = (Math.Clamp(y + down, 0, size - 1), Math.Clamp((flip ? size - 1 - x : x) + across, 0, size - 1));
                sample.Pixels.AsSpan(((fromY * size) + fromX) * channels, channels).CopyTo(pixels.AsSpan(((y * size) + x) * channels));
            }
        }

        return sample with { Pixels = pixels };
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Atelier.Core;
using Atelier.Torch.Distributed;

namespace Atelier.Training.Data;

/// <summary>Prepares batches ahead of time on threads of its own. Every epoch is shuffled anew, unless the source is ordered. Batch i is
/// the same whenever it is made, which makes resuming exact. With several processes each makes its share of every batch, and together they
/// see the batches that one process would.</summary>
public sealed class DataLoader : IDisposable
{
    private const int Prefetched = 6;
    private const int MaxReplacements = 1000;
    private const ulong AugmentationSeed = 0xA09E;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<PictureBatch> _ready = Channel.CreateBounded<PictureBatch>(Prefetched);
    private readonly ConcurrentDictionary<string, string> _unreadable = new();
    private readonly IPictureSource _source;
    private readonly DataOptions _options;
    private readonly IProcessGroup _group;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly Thread _thread;
    private (long Epoch, int[] Order) _shuffled = (-1, []);

    /// <summary>Starts making batches.</summary>
    /// <param name="source">The pictures.</param>
    /// <param name="options">How they are augmented.</param>
    /// <param name="batchSize">The batch size of this process alone.</param>
    /// <param name="seed">Seed of order and augmentation.</param>
    /// <param name="firstBatch">The index of the first batch; above 0 when a run is resumed.</param>
    /// <param name="group">The processes that share every batch; null for this one alone.</param>
    public DataLoader(
        IPictureSource source, DataOptions options, int batchSize, ulong seed, long firstBatch, IProcessGroup? group = null)
    {
        (_source, _options, _batchSize, _seed, _group) = (source, options, batchSize, seed, group ?? new SingleProcess());
        _thread = new Thread(() => Run(firstBatch)) { IsBackground = true, Name = "data loader" };
        _thread.Start();
    }

    /// <summary>Pictures that could not be read and were replaced by others.</summary>
    public IReadOnlyList<SkippedPicture> Skipped => [.. _unreadable.Select(pair => new SkippedPicture(pair.Key, pair.Value))];

    /// <summary>The next batch, waiting for it if necessary.</summary>
    /// <exception cref="RecipeException">No picture can be read.</exception>
    public PictureBatch Next()
    {
        try
        {
            return _ready.Reader.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException e) when (e.InnerException is not null)
        {
            throw Rethrown(e.InnerException);
        }
    }

    /// <summary>Waits until the first batch is ready, so that unreadable data are noticed before anything is written.</summary>
    /// <exception cref="RecipeException">No picture can be read.</exception>
    public void WaitForFirstBatch()
    {
        try
        {
            _ready.Reader.WaitToReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (RecipeException e)
        {
            throw Rethrown(e);
        }
    }

    /// <summary>The first pictures of a source as batches, in order and without augmentation, for samples and metrics.</summary>
    /// <param name="source">The pictures.</param>
    /// <param name="options">Their size and channels.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="batchSize">Pictures per batch.</param>
    /// <param name="skipped">Told of pictures that cannot be read; they are left out.</param>
    public static IEnumerable<PictureBatch> InOrder(
        IPictureSource source, DataOptions options, int count, int batchSize, IProgress<SkippedPicture>? skipped)
    {
        return Enumerable.Range(0, source.Count).Select(TryRead).OfType<PictureSample>().Take(count).Chunk(batchSize)
            .Select(samples => Collate(options, samples));

        PictureSample? TryRead(int index)
        {
            try
            {
                return source.Read(index);
            }
            catch (AtelierException e)
            {
                skipped?.Report(new(source.NameOf(index), e.Message));
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

    // an exception of its own for this thread: the loader's has another stack trace
    private static Exception Rethrown(Exception error) => error is RecipeException recipe
        ? new RecipeException(recipe.Message, recipe)
        {
            File = recipe.File, Line = recipe.Line, Key = recipe.Key, IsOverride = recipe.IsOverride,
        }
        : error;

    private static PictureBatch Collate(DataOptions options, PictureSample[] samples)
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
            HardNegatives = samples.All(sample => sample.HardNegative.Length > 0) ? [.. samples.Select(sample => sample.HardNegative)] : [],
            Numbers = samples.All(sample => sample.Number >= 0) ? [.. samples.Select(sample => sample.Number)] : [],
            Truths = samples.All(sample => sample.Claims.Count > 0) ? TruthsOf(samples) : null,
        };
    }

    private static bool[,] TruthsOf(PictureSample[] samples)
    {
        var truths = new bool[samples.Length, samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            for (var j = 0; j < samples.Length; j++)
            {
                truths[i, j] = i == j || samples[j].Claims.All(samples[i].Holds);
            }
        }

        return truths;
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
        var chosen = Enumerable.Range(0, _batchSize).Select(i => first + i).Select(number => (number, IndexOf(number))).ToArray();
        if (_options.Threads == 1)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = Load(chosen[i]);
            }
        }
        else
        {
            Parallel.For(
                0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i => samples[i] = Load(chosen[i]));
        }

        return Collate(_options, samples);
    }

    // the index of the k-th sample of all epochs
    private int IndexOf(long number)
    {
        if (_source.IsOrdered)
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

    // an unreadable picture is replaced by the next one, which keeps the batch size
    private PictureSample Load((long Number, int Index) chosen)
    {
        for (var tries = 0; tries < Math.Min(_source.Count, MaxReplacements); tries++)
        {
            var index = (int)(((long)chosen.Index + tries) % _source.Count);
            try
            {
                return FlipAndShift.Apply(_source.Read(index), _options, new SplitMix64(_seed ^ AugmentationSeed, chosen.Number));
            }
            catch (AtelierException e)
            {
                _unreadable.TryAdd(_source.NameOf(index), e.Message);
            }
        }

        throw _options.Path.Error($"no picture can be read ({_unreadable.Values.First().TrimEnd('.')})");
    }
}

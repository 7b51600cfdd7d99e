using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Tests;

namespace Atelier.Art.Tests;

public sealed class NetworkCacheTests : IDisposable
{
    private const double Nothing = 0;      // bytes that are always free
    private const double TooMuch = 1e18;   // bytes that never are
    private readonly NetworkCache _cache = new();
    private readonly ToyModels _toys = new();
    private int _loaded;

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple|blue:-0.2", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32,
    };

    private string Runs => Path.Combine(_toys.Folder, "runs");

    public void Dispose()
    {
        _cache.Dispose();
        _toys.Dispose();
    }

    [Fact]
    public void NetworksOfOneKey_AreLoadedOnce()
    {
        var first = Get("a", Nothing);
        Get("b", Nothing);
        Assert.Same(first, Get("a", TooMuch)); // what is loaded needs no room
        Assert.Equal((2, 2), (_loaded, _cache.Count));
    }

    [Fact]
    public void WhatWasUsedLongestAgo_MakesRoomFirst()
    {
        var (a, b) = (Get("a", Nothing), Get("b", Nothing));
        Get("a", Nothing);
        _cache.MakeRoom("b", TooMuch);
        Assert.Equal((true, false), (a.IsDisposed, b.IsDisposed)); // its own stay, whatever is needed
        var c = Get("c", TooMuch);
        Assert.True(b.IsDisposed);
        Get("d", null);                                            // nobody knows what is free
        Assert.True(c.IsDisposed);
        Assert.Equal(1, _cache.Count);
        Get("d", Nothing);
        Get("e", Nothing);
        _cache.Clear();
        Assert.Equal((0, 5), (_cache.Count, _loaded));
    }

    [Fact]
    public void WhatCannotBeLoaded_IsNotKept()
    {
        Assert.Throws<ModelFileException>(() => _cache.Get<Network>("a", Nothing, () => throw new ModelFileException("It is broken.")));
        Assert.Equal(0, _cache.Count);
        Assert.False(Get("a", Nothing).IsDisposed);
    }

    [Fact]
    public void Pictures_AreTheSame_AlsoAfterARunThatWasCancelledOrFailed()
    {
        var expected = File.ReadAllBytes(Make(Options, null));
        Assert.Equal(expected, File.ReadAllBytes(Make(Options, _cache)));
        using var stop = new CancellationTokenSource();
        var cancelled = TextToImagePipeline.Begin(Options, Runs, cache: _cache);
        cancelled.Run(null, new SynchronousProgress<ImagineStep>(_ => stop.Cancel()), stop.Token);
        Assert.True(cancelled.IsStopped);
        var broken = TextToImagePipeline.Begin(Options, Runs, cache: _cache);
        File.WriteAllText(Path.Combine(broken.Folder, "state.safetensors"), "broken");
        Assert.ThrowsAny<AtelierException>(() => broken.Run());
        Assert.Equal(expected, File.ReadAllBytes(Make(Options, _cache)));
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void ThirtyRuns_LeaveNoTensorBehind()
    {
        Make(Options, _cache);
        var before = Live();
        for (ulong seed = 0; seed < 30; seed++)
        {
            Make(Options with { Seed = seed, Iterations = 2 }, _cache);
        }

        Assert.Equal((before, 1), (Live(), _cache.Count));
        _cache.Clear();
        Assert.True(Live() < before);
    }

    [Fact]
    public void AnotherPrecisionFileOrCritic_IsLoadedAnew()
    {
        Make(Options, _cache);
        Make(Options with { Prompt = "a pear", Seed = 9, Cutn = 3 }, _cache);
        Assert.Equal(1, _cache.Count);
        Make(Options with { Precision = Precision.Bf16 }, _cache);
        Make(Options with { Clip = [_toys.Clip, _toys.Clip] }, _cache);
        Assert.Equal(3, _cache.Count);
        File.SetLastWriteTimeUtc(Weights(_toys.Vqgan), DateTime.UtcNow.AddMinutes(-1));
        Make(Options, _cache);
        Assert.Equal(4, _cache.Count);
    }

    private static string Weights(string model) => Directory.Exists(model) ? Path.Combine(model, "model.safetensors") : model;

    private static long Live()
    {
        GC.Collect(); // what other tests left to the finaliser is not counted
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private string Make(ImagineOptions options, NetworkCache? cache) => TextToImagePipeline.Begin(options, Runs, cache: cache).Run();

    private Network Get(string key, double? bytes) => _cache.Get(key, bytes, () =>
    {
        _loaded++;
        return new Network();
    });

    private sealed class Network : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}

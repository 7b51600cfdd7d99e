namespace Atelier.Tensors;

/// <summary>A source of random numbers with its own seed and state (libtorch's Mersenne twister on the CPU).</summary>
public sealed class RandomGenerator : IDisposable
{
    private nint _handle;

    /// <summary>Seeds a new generator.</summary>
    /// <param name="seed">Same seed, same numbers.</param>
    /// <param name="device">Where the numbers are drawn; the CPU unless said.</param>
    public RandomGenerator(ulong seed, Device? device = null)
    {
        Engine.Prepare();
        Native.Check(Native.atl_generator_new(seed, (device ?? Device.Cpu).Name, out _handle));
        Seed = seed;
    }

    /// <summary>Finaliser: only the safety net.</summary>
    ~RandomGenerator() => Release();

    /// <summary>The seed it began with.</summary>
    public ulong Seed { get; }

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(RandomGenerator));

    /// <summary>Everything needed to go on from here: a byte tensor.</summary>
    public Tensor State()
    {
        Native.Check(Native.atl_generator_state(Handle, out var state));
        GC.KeepAlive(this);
        return Tensor.Own(state);
    }

    /// <summary>Goes on from a <see cref="State"/>.</summary>
    public void Restore(Tensor state)
    {
        Native.Check(Native.atl_generator_restore(Handle, state.Handle));
        GC.KeepAlive(this);
        GC.KeepAlive(state);
    }

    /// <summary>Frees the generator.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            _ = Native.atl_generator_release(handle);
        }
    }
}

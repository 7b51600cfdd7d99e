namespace Atelier.Tensors;

/// <summary>A source of random numbers with its own seed and state (libtorch's Mersenne twister on the CPU, Philox on GPUs). What is drawn from it lives on its device.</summary>
public sealed class RandomGenerator : IDisposable
{
    private nint _handle;
    private RandomGenerator? _onCpu;

    /// <summary>Seeds a new generator.</summary>
    /// <param name="seed">Same seed, same numbers.</param>
    /// <param name="device">Where the numbers are drawn; the CPU unless said.</param>
    public RandomGenerator(ulong seed, Device? device = null)
    {
        Engine.Prepare();
        Native.Check(Native.atl_generator_new(seed, (Device = device ?? Device.Cpu).Name, out _handle));
        Seed = seed;
    }

    /// <summary>Finaliser: only the safety net.</summary>
    ~RandomGenerator() => Release();

    /// <summary>Where its numbers are drawn.</summary>
    public Device Device { get; }

    /// <summary>For numbers the program itself looks at: this one, or on a GPU one of the same seed on the CPU, so that nothing waits for the GPU.</summary>
    public RandomGenerator OnCpu => Device.IsCpu ? this : _onCpu ??= new(Seed);

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
        _onCpu?.Dispose();
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

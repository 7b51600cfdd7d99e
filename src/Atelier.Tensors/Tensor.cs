namespace Atelier.Tensors;

/// <summary>An n-dimensional array of libtorch. Owns one native reference, freed by <see cref="Dispose"/>, by the enclosing
/// <see cref="TensorScope"/>, or as a last resort by the garbage collector.</summary>
public sealed unsafe partial class Tensor : IDisposable
{
    private static long s_live;
    private nint _handle;

    private Tensor(nint handle) => _handle = handle;

    /// <summary>Finaliser: only the safety net, it comes late.</summary>
    ~Tensor() => Release();

    /// <summary>Tensors of this process that are not yet released.</summary>
    public static long Live => Volatile.Read(ref s_live);

    /// <summary>False once released.</summary>
    public bool IsAlive => _handle != 0;

    /// <summary>The sizes of all axes.</summary>
    public long[] Shape => Describe().Sizes;

    /// <summary>How far apart neighbours along each axis lie, in elements.</summary>
    public long[] Strides => Describe().Strides;

    /// <summary>The number of axes.</summary>
    public int Rank => Describe().Sizes.Length;

    /// <summary>The type of the elements.</summary>
    public DType DType
    {
        get
        {
            Ask(out _, out _, out _, out var dtype, out _, out _, out _);
            return dtype;
        }
    }

    /// <summary>Where the elements live.</summary>
    public Device Device
    {
        get
        {
            Ask(out _, out _, out _, out _, out var type, out var index, out _);
            return Device.Of(type, index);
        }
    }

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }

    /// <summary>True when gradients flow to it.</summary>
    public bool RequiresGradient => (Flags & 1) != 0;

    /// <summary>True when its elements lie one after another, last axis fastest.</summary>
    public bool IsContiguous => (Flags & 4) != 0;

    /// <summary>True when its elements lie as [n, h, w, c].</summary>
    public bool IsChannelsLast => (Flags & 8) != 0;

    internal TensorScope.Frame? Frame { get; set; }

    internal nint Handle
    {
        get
        {
            var handle = _handle;
            return handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "this tensor was released, perhaps by its scope: Keep() carries it out");
        }
    }

    private int Flags
    {
        get
        {
            Ask(out _, out _, out _, out _, out _, out _, out var flags);
            return flags;
        }
    }

    /// <summary>The size of one axis; negative counts from the end.</summary>
    public long Size(int axis)
    {
        var shape = Shape;
        return shape[axis < 0 ? axis + shape.Length : axis];
    }

    /// <summary>Takes it out of every scope: from now on the caller disposes it (parameters, state that lives on).</summary>
    public Tensor Persist()
    {
        Frame?.Forget(this);
        Frame = null;
        return this;
    }

    /// <summary>A second owner of the same elements.</summary>
    public Tensor Alias()
    {
        Native.Check(Native.atl_alias(Handle, out var other));
        GC.KeepAlive(this);
        return Own(other);
    }

    /// <summary>Releases the elements, unless autograd or another owner still needs them.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString() => IsAlive ? $"{DType}[{string.Join(", ", Shape)}]" : "Tensor (released)";

    internal static Tensor Own(nint handle)
    {
        var tensor = new Tensor(handle);
        TensorScope.Current?.Add(tensor);
        Interlocked.Increment(ref s_live);
        return tensor;
    }

    private void Release()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            _ = Native.atl_release(handle);
            Interlocked.Decrement(ref s_live);
        }
    }

    private (long[] Sizes, long[] Strides) Describe()
    {
        Ask(out var rank, out var sizes, out var strides, out _, out _, out _, out _);
        return (sizes[..rank].ToArray(), strides[..rank].ToArray());
    }

    private void Ask(out int rank, out Span<long> sizes, out Span<long> strides, out DType dtype, out int deviceType, out int deviceIndex, out int flags)
    {
        int dimensions, type, device, index, bits;
        long count;
        var buffer = new long[32];
        fixed (long* p = buffer)
        {
            Native.Check(Native.atl_info(Handle, &dimensions, p, p + 16, &type, &device, &index, &count, &bits));
        }

        GC.KeepAlive(this);
        (rank, dtype, deviceType, deviceIndex, flags) = (dimensions, (DType)type, device, index, bits);
        sizes = buffer.AsSpan(0, 16);
        strides = buffer.AsSpan(16, 16);
    }
}

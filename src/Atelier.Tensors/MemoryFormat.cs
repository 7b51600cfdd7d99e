namespace Atelier.Tensors;

/// <summary>How the four axes of a picture tensor lie in memory; the numbers are libtorch's.</summary>
public enum MemoryFormat
{
    /// <summary>[n, c, h, w] in this order.</summary>
    Contiguous = 0,

    /// <summary>As the input.</summary>
    Preserve = 1,

    /// <summary>[n, h, w, c] in memory: what the fast convolutions want.</summary>
    ChannelsLast = 2,
}

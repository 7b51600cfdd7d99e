using System.Diagnostics.CodeAnalysis;

namespace Atelier.Torch.Dispatch;

/// <summary>Memory formats, which TorchSharp does not expose.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "PyTorch's names.")]
public static class MemoryFormats
{
    private static readonly Operator Contiguous = new(
        "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)");

    /// <summary>
    /// The same values in this memory format, as PyTorch's <c>x.contiguous(memory_format=torch.channels_last)</c>.
    /// A tensor in this format already is not copied.
    /// </summary>
    /// <param name="x">Any shape; [n, c, h, w] for <see cref="memory_format.channels_last"/>.</param>
    /// <param name="format">The format; not <see cref="memory_format.preserve_format"/>, which libtorch rejects.</param>
    public static Tensor contiguous(this Tensor x, memory_format format) => Contiguous.Call(x, format);

    /// <summary>Whether x [n, c, h, w] is contiguous in the channels-last format.</summary>
    public static bool is_channels_last(this Tensor x) => x.ndim == 4 && x.stride() is var strides
        && strides[1] == 1 && strides[3] == x.size(1) && strides[2] == x.size(1) * x.size(3);
}

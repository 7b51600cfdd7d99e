using System.Diagnostics.CodeAnalysis;

namespace Atelier.Torch.Dispatch;

/// <summary>Memory formats of pictures, which TorchSharp cannot ask for.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "PyTorch's names.")]
public static class MemoryFormats
{
    private static readonly Operator Contiguous = new(
        "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)");

    /// <summary>
    /// The same values in this order of memory, as PyTorch's <c>x.contiguous(memory_format=torch.channels_last)</c>.
    /// A tensor that has it already is not copied.
    /// </summary>
    /// <param name="x">Any shape; [n, c, h, w] for <see cref="memory_format.channels_last"/>.</param>
    /// <param name="format">The order; not <see cref="memory_format.preserve_format"/>, which libtorch refuses.</param>
    public static Tensor contiguous(this Tensor x, memory_format format) => Contiguous.Call(x, format);

    /// <summary>Whether a map [n, c, h, w] lies in memory with its channels side by side.</summary>
    public static bool is_channels_last(this Tensor x) => x.ndim == 4 && x.stride() is var strides
        && strides[1] == 1 && strides[3] == x.size(1) && strides[2] == x.size(1) * x.size(3);
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>Where a tensor's elements lie, on any device: TorchSharp tells it of CPU tensors
/// only, libtorch's stable C ABI of all.</summary>
internal static partial class TensorMemory
{
    /// <summary>The address of the first element. The tensor is to stay alive while it is used.</summary>
    public static nint Of(Tensor contiguous)
    {
        if (aoti_torch_get_data_ptr(contiguous.Handle, out var address) != 0)
        {
            throw new ArgumentException("a tensor without memory", nameof(contiguous));
        }

        return address;
    }

    [LibraryImport("torch_cpu")]
    private static partial int aoti_torch_get_data_ptr(nint tensor, out nint address);
}

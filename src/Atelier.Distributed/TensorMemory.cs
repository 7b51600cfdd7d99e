using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>The data pointer of a tensor on any device, from libtorch's stable C ABI; TorchSharp has it for CPU
/// tensors only.</summary>
internal static partial class TensorMemory
{
    /// <summary>The address of the first element. The tensor must outlive its use.</summary>
    public static nint Address(Tensor contiguous)
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

using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Torch.Loading;

namespace Atelier.Torch;

/// <summary>A generator of random numbers on a device. TorchSharp's own class makes one of the CPU whatever device it is given, and
/// libtorch refuses to fill a GPU's tensors from that.</summary>
public sealed unsafe partial class DeviceGenerator : Generator
{
    // at::cuda::detail::createCUDAGenerator(c10::DeviceIndex), which returns an at::Generator: a pointer, by hidden reference
    private const string CreateCudaGenerator = "_ZN2at4cuda6detail19createCUDAGeneratorEa";

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="device">Its device; null for the CPU.</param>
    /// <exception cref="DeviceException">This libtorch offers no generator of that device.</exception>
    public DeviceGenerator(ulong seed, Device? device = null)
        : base(seed, device ?? CPU)
    {
        if (this.device.type == DeviceType.CPU)
        {
            return;
        }

        if (this.device.type != DeviceType.CUDA
            || !NativeLibrary.TryGetExport(Libtorch.Library("torch_cuda"), CreateCudaGenerator, out var create))
        {
            throw new DeviceException($"libtorch {torch.__version__} offers no generator of random numbers for {this.device}.");
        }

        nint onGpu;
        ((delegate* unmanaged<nint*, sbyte, nint>)create)(&onGpu, (sbyte)Math.Max(0, this.device.index));
        var ofCpu = (nint*)NativeMemory.Alloc((nuint)sizeof(nint)); // as C++'s new does
        *ofCpu = *(nint*)Handle;
        *(nint*)Handle = onGpu;
        THSGenerator_dispose((nint)ofCpu);
        manual_seed((long)seed);
    }

    [LibraryImport("LibTorchSharp")]
    private static partial void THSGenerator_dispose(nint generator);
}

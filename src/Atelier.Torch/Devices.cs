using System.Globalization;
using Atelier.Core;

namespace Atelier.Torch;

/// <summary>Parses device names.</summary>
public static class Devices
{
    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>, and checks that the device exists. For a GPU it allows TF32.</summary>
    /// <exception cref="DeviceException">The name is none of these, or this machine has no such device.</exception>
    public static torch.Device Parse(string name)
    {
        if (name == "cpu")
        {
            return torch.CPU;
        }

        var number = name == "cuda" ? "0" : name.StartsWith("cuda:", StringComparison.Ordinal) ? name[5..] : "";
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new DeviceException($"Device '{name}' is not known; use cpu, cuda or cuda:N.");
        }

        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        var seen = count == 0 ? "no CUDA device" : $"{count} CUDA devices, counted from 0";
        if (index >= count)
        {
            throw new DeviceException(
                $"Device '{name}' is not on this machine: libtorch {torch.__version__} sees {seen}; cpu always works.");
        }

        AllowTf32(true);
        return torch.device(DeviceType.CUDA, index);
    }

    /// <summary>Sets whether GPUs round the factors of fp32 convolutions and matrix products to TF32, 10 bits of mantissa, which is
    /// several times faster.</summary>
    public static void AllowTf32(bool allow)
    {
        torch.backends.cuda.matmul.allow_tf32 = allow;
        torch.backends.cudnn.allow_tf32 = allow;
    }
}

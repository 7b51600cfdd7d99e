using Atelier.Torch.Process;

namespace Atelier.Torch;

/// <summary>The number format networks compute in.</summary>
public enum Precision
{
    /// <summary>bf16 on CPUs that have it, else fp32; on GPUs fp32.</summary>
    Auto,
    Fp32,
    Bf16,
}

/// <summary>Resolves a precision for a device.</summary>
public static class PrecisionExtensions
{
    /// <summary>Whether networks compute in bf16; <see cref="Precision.Auto"/> chooses it on CPUs that have it.</summary>
    public static bool IsBFloat16(this Precision precision, Device device) => precision switch
    {
        Precision.Bf16 => true,
        Precision.Fp32 => false,
        _ => device.type == DeviceType.CPU && Processor.HasBf16,
    };
}

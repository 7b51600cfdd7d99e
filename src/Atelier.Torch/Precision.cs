using Atelier.Core;

namespace Atelier.Torch;

/// <summary>The arithmetic of the networks.</summary>
public enum Precision
{
    /// <summary>bf16 on CPUs that have it, else fp32; on GPUs fp32.</summary>
    Auto,
    Fp32,
    Bf16,
}

/// <summary>What a precision means on a device.</summary>
public static class PrecisionRule
{
    /// <summary>Whether networks compute in bf16: as said, else on processors that do it in hardware.</summary>
    public static bool IsBFloat16(this Precision precision, Device device) => precision switch
    {
        Precision.Bf16 => true,
        Precision.Fp32 => false,
        _ => device.type == DeviceType.CPU && Processor.HasBf16,
    };
}

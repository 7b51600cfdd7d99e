namespace Atelier.Torch.Process;

/// <summary>The features of this machine's processor.</summary>
public static class Processor
{
    private static readonly Lazy<IReadOnlySet<string>> Read = new(() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ').ToHashSet()
            ?? []
        : new HashSet<string>());

    /// <summary>Its instruction sets, by their names in /proc/cpuinfo.</summary>
    public static IReadOnlySet<string> Flags => Read.Value;

    /// <summary>Whether it has bf16 arithmetic; without, bf16 is slower than fp32.</summary>
    public static bool HasBf16 => Flags.Contains("avx512_bf16") || Flags.Contains("amx_bf16");
}

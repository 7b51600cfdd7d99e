namespace Atelier.Core;

/// <summary>What this machine's processor can do.</summary>
public static class Processor
{
    private static readonly Lazy<IReadOnlySet<string>> Read = new(() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ').ToHashSet()
            ?? []
        : new HashSet<string>());

    /// <summary>Its instruction sets, as /proc/cpuinfo names them.</summary>
    public static IReadOnlySet<string> Flags => Read.Value;

    /// <summary>bf16 arithmetic in hardware, which makes the fast path fast.</summary>
    public static bool HasBf16 => Flags.Contains("avx512_bf16") || Flags.Contains("amx_bf16");
}

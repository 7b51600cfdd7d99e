using System.Diagnostics;

namespace Atelier.Cli.Commands.Bench;

/// <summary>The peak memory of this process.</summary>
internal static class PeakMemory
{
    /// <summary>Peak resident memory so far, in MiB.</summary>
    public static double Mebibytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}

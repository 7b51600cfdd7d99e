using System.Diagnostics;

namespace Atelier.Distributed.Tests;

/// <summary>Open MPI, installed where it is missing and may be.</summary>
public sealed class OpenMpi
{
    public OpenMpi()
    {
        if (!IsThere() && Environment.IsPrivilegedProcess && Apt("update") && Apt("install", "openmpi-bin", "libopenmpi3"))
        {
            Assert.True(IsThere());
        }

        Assert.True(IsThere(), "These tests need Open MPI: apt-get install openmpi-bin.");
    }

    private static bool IsThere() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "mpirun")));

    private static bool Apt(params string[] words)
    {
        using var apt = Process.Start(
            new ProcessStartInfo("apt-get", ["-y", "-qq", .. words]) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } })!;
        apt.WaitForExit();
        return apt.ExitCode == 0;
    }
}

using System.Runtime.InteropServices;

namespace Atelier.Torch.Process;

/// <summary>
/// How libtorch's threads wait for one another. As OpenMP is set they spin, and when a core is busy with something else they spin
/// away the time of the very thread they wait for: a picture of 20 seconds takes minutes.
/// </summary>
public static partial class OpenMp
{
    /// <summary>Lets threads sleep after a short wait, unless the environment says how they wait. A setting of the whole process, which
    /// OpenMP reads once: when libtorch is loaded.</summary>
    public static void LimitSpinning()
    {
        SetUnlessSet("OMP_WAIT_POLICY", "passive");
        SetUnlessSet("GOMP_SPINCOUNT", "1000"); // about a microsecond; GNU's default is 300,000
    }

    private static void SetUnlessSet(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);
        }
        else
        {
            _ = SetVariable(name, value, overwrite: 0); // .NET's own variables are a copy, which no library sees
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}

using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Doctor;

/// <summary>Checks everything that Atelier needs or can use.</summary>
internal static class Diagnosis
{
    public static List<Finding> Run()
    {
        var engine = Check("libtorch", EngineDiagnosis.Libtorch);
        return
        [
            new(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}"),
            engine,
            Check("processor", EngineDiagnosis.Processor),
            .. engine.Wrong ? [] : Engine(),
            Check("pictures", Pictures),
            Check("films", Films),
            Check("processes", Processes),
            Check("models", Models),
            Check("cache", Cache),
        ];
    }

    private static Finding[] Engine() =>
    [
        Check("threads", EngineDiagnosis.Threads),
        Check("arithmetic", EngineDiagnosis.Arithmetic),
        Check("GPU", EngineDiagnosis.Gpu),
    ];

    private static Finding Check(string what, Func<Finding> check)
    {
        try
        {
            return check();
        }
        catch (AtelierException e) // "what is wrong: what would be right"
        {
            return e.Message.Split(": ", 2) is [var wrong, var right] ? new(what, wrong, right) : new(what, "it cannot be used", e.Message);
        }
        catch (Exception e) // any failure is a finding
        {
            return new(what, e.Message.Split('\n')[0], "remove the folder artifacts and run ./atelier again, which builds it anew");
        }
    }

    private static Finding Pictures()
    {
        _ = Imaging.Pictures.Picture.Blank(1, 1, Imaging.Colour.White).Encode(".png");
        return new("pictures", $"libvips from {LoadedLibrary.Find("libvips") ?? "the program"}");
    }

    private static Finding Films() => OnPath("ffmpeg") is { } path
        ? new("films", path)
        : new("films", "ffmpeg is missing; only films need it", Install("ffmpeg", "ffmpeg"), Optional: true);

    private static Finding Processes() => NativeLibrary.TryLoad("libmpi.so.40", out _) && OnPath("mpirun") is { } path
        ? new("processes", $"Open MPI: {path}")
        : new(
            "processes", "Open MPI is missing; only training in several processes needs it",
            Install("openmpi-bin libopenmpi3", "open-mpi"), Optional: true);

    private static Finding Models() => ModelHub.Names.Count > 0
        ? new("models", string.Join(", ", ModelHub.Names))
        : new("models", "none found", "run from the checkout, which ships them in models/");

    private static Finding Cache()
    {
        var folder = new DirectoryInfo(ModelHub.Cache);
        var bytes = folder.Exists ? folder.EnumerateFiles("*", AtomicFile.Recursive).Sum(file => file.Length) : 0;
        return new("cache", $"{folder}, {bytes / 1e6:F0} MB");
    }

    private static string Install(string debian, string others) =>
        OperatingSystem.IsLinux() ? $"sudo apt-get install {debian}"
        : OperatingSystem.IsMacOS() ? $"brew install {others}"
        : $"winget install {others}";

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);
}

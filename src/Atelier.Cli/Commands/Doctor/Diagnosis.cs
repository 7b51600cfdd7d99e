using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Doctor;

/// <summary>Looks at everything Atelier needs, and at what it can use besides.</summary>
internal static class Diagnosis
{
    public static List<Finding> Make()
    {
        var engine = Look("libtorch", EngineDiagnosis.Libtorch);
        return
        [
            new(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}"),
            engine,
            Look("processor", EngineDiagnosis.Processor),
            .. engine.Wrong ? [] : Engine(),
            Look("pictures", Pictures),
            Look("films", Films),
            Look("processes", Processes),
            Look("models", Models),
            Look("cache", Cache),
        ];
    }

    private static Finding[] Engine() =>
    [
        Look("threads", EngineDiagnosis.Threads),
        Look("arithmetic", EngineDiagnosis.Arithmetic),
        Look("GPU", EngineDiagnosis.Gpu),
    ];

    private static Finding Look(string what, Func<Finding> look)
    {
        try
        {
            return look();
        }
        catch (AtelierException e) // what is wrong: what would be right
        {
            return e.Message.Split(": ", 2) is [var wrong, var right] ? new(what, wrong, right) : new(what, "it cannot be used", e.Message);
        }
        catch (Exception e) // doctor reports whatever is wrong
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
        : new("films", "ffmpeg is missing; films alone need it", Install("ffmpeg", "ffmpeg"), Optional: true);

    private static Finding Processes() => NativeLibrary.TryLoad("libmpi.so.40", out _) && OnPath("mpirun") is { } path
        ? new("processes", $"Open MPI: {path}")
        : new(
            "processes", "Open MPI is missing; training in several processes alone needs it",
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

using System.Reflection;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch;

/// <summary>Where the two libraries lie: PyTorch's own, and TorchSharp's door to it.</summary>
/// <param name="Folder">The folder of libtorch.</param>
/// <param name="Door">TorchSharp's native library, a file.</param>
/// <param name="Origin">Who named the folder.</param>
public sealed record LibtorchPlace(string Folder, string Door, LibtorchOrigin Origin)
{
    /// <summary>Names the libtorch folder of an installed Python: the folder <c>torch</c>, which holds <c>lib</c>.</summary>
    public const string Variable = "LIBTORCH";

    /// <summary>The first that holds: what <see cref="Variable"/> names, NuGet's folder as the build found it, the program's own folder.</summary>
    /// <exception cref="UserException"><see cref="Variable"/> names a folder without libtorch, or there is none at all.</exception>
    public static LibtorchPlace Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    internal static LibtorchPlace Find(string? named, string program)
    {
        string[] beside = [program, Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        var door = First([AtBuild("LibTorchSharp"), .. beside], FileName("LibTorchSharp"))
            ?? throw new UserException($"{FileName("LibTorchSharp")} is neither in NuGet's folder nor beside the program ({program}): run ./atelier, which restores it.");
        if (!string.IsNullOrEmpty(named))
        {
            var folder = First([Path.Combine(named, "lib")], FileName("torch_cpu"))
                ?? throw new UserException($"{Variable} names {named}, where lib/{FileName("torch_cpu")} is not: it must be the folder `torch` of an installed PyTorch, or unset.");
            return new(Path.GetDirectoryName(folder)!, door, LibtorchOrigin.Variable);
        }

        if (First([AtBuild("Libtorch")], FileName("torch_cpu")) is { } package)
        {
            return new(Path.GetDirectoryName(package)!, door, LibtorchOrigin.Package);
        }

        return First(beside, FileName("torch_cpu")) is { } own
            ? new(Path.GetDirectoryName(own)!, door, LibtorchOrigin.Program)
            : throw new UserException($"{FileName("torch_cpu")} is neither in NuGet's folder nor beside the program ({program}): run ./atelier, which restores it, or set {Variable}.");
    }

    /// <summary>A library's file name on this system.</summary>
    internal static string FileName(string library) => OperatingSystem.IsWindows() ? library + ".dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static string? First(IEnumerable<string?> folders, string file) => folders.OfType<string>().Select(folder => Path.GetFullPath(Path.Combine(folder, file))).FirstOrDefault(File.Exists);

    private static string? AtBuild(string key) => typeof(LibtorchPlace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value;
}

/// <summary>Who named the folder of libtorch.</summary>
public enum LibtorchOrigin
{
    /// <summary>The environment variable <c>LIBTORCH</c>.</summary>
    Variable,

    /// <summary>The build: NuGet's folder.</summary>
    Package,

    /// <summary>It lies beside the program.</summary>
    Program,
}

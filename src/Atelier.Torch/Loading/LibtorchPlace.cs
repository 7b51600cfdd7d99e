using System.Reflection;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>Where the two libraries lie: PyTorch's own, and TorchSharp's door to it.</summary>
/// <param name="Folder">The folder of libtorch.</param>
/// <param name="Door">TorchSharp's native library, a file.</param>
/// <param name="Origin">Who named the folder.</param>
public sealed record LibtorchPlace(string Folder, string Door, LibtorchOrigin Origin)
{
    /// <summary>Names the libtorch folder of an installed Python: the folder <c>torch</c>, which holds <c>lib</c>.</summary>
    public const string Variable = "LIBTORCH";

    /// <summary>
    /// The first of these: what <see cref="Variable"/> names, NuGet's folder as the build found it, the program's own folder.
    /// </summary>
    /// <exception cref="NativeLibraryException">
    /// <see cref="Variable"/> names a folder without libtorch, or the program has one of its own besides, or there is none at all.
    /// </exception>
    public static LibtorchPlace Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    internal static LibtorchPlace Find(string? named, string program)
    {
        string[] beside = [program, Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        var door = FileIn([AtBuild("LibTorchSharp"), .. beside], "LibTorchSharp") ?? throw Missing("LibTorchSharp", program);
        if (!string.IsNullOrEmpty(named))
        {
            var folder = FolderOf([Path.Combine(named, "lib")]) ?? throw Misnamed(named);
            return FolderOf(beside) is null ? new(folder, door, LibtorchOrigin.Variable) : throw Ambiguous(program);
        }

        return FolderOf([AtBuild("Libtorch")]) is { } package
            ? new(package, door, LibtorchOrigin.Package)
            : new(FolderOf(beside) ?? throw Missing("torch_cpu", program), door, LibtorchOrigin.Program);
    }

    /// <summary>A library's file name on this system.</summary>
    internal static string FileName(string library) =>
        OperatingSystem.IsWindows() ? library + ".dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static NativeLibraryException Missing(string library, string program) =>
        new($"{FileName(library)} is neither in NuGet's folder nor beside the program in {program}: build Atelier anew.");

    private static NativeLibraryException Misnamed(string folder) =>
        new($"{Variable} names {folder}, which lacks lib/{FileName("torch_cpu")}: it must be the folder torch of an installed PyTorch.");

    // TorchSharp looks beside the program by itself, and two in one process end it
    private static NativeLibraryException Ambiguous(string program) =>
        new($"{Variable} is set, but the program in {program} has a libtorch of its own: unset it, or build without AtelierBundle.");

    private static string? FolderOf(string?[] folders) => Path.GetDirectoryName(FileIn(folders, "torch_cpu"));

    private static string? FileIn(string?[] folders, string library) =>
        folders.OfType<string>().Select(folder => Path.GetFullPath(Path.Combine(folder, FileName(library)))).FirstOrDefault(File.Exists);

    // what Atelier.Torch.csproj wrote
    private static string? AtBuild(string key) =>
        typeof(LibtorchPlace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value;
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

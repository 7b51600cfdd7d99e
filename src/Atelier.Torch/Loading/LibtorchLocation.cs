using System.Reflection;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>The locations of the native libraries: PyTorch's libtorch and TorchSharp's wrapper.</summary>
/// <param name="Folder">The folder of libtorch.</param>
/// <param name="TorchSharpLibrary">TorchSharp's native library, a file.</param>
/// <param name="Origin">How the folder was found.</param>
public sealed record LibtorchLocation(string Folder, string TorchSharpLibrary, LibtorchOrigin Origin)
{
    /// <summary>The environment variable that names the folder <c>torch</c> of an installed PyTorch, which holds <c>lib</c>.</summary>
    public const string Variable = "LIBTORCH";

    /// <summary>
    /// The first of these: what <see cref="Variable"/> names, NuGet's folder as the build found it, the program's own folder.
    /// </summary>
    /// <exception cref="NativeLibraryException">
    /// <see cref="Variable"/> names a folder without libtorch, or the program has one of its own besides, or there is none at all.
    /// </exception>
    public static LibtorchLocation Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    internal static LibtorchLocation Find(string? named, string program)
    {
        string[] beside = [program, Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        var library = FileIn([AtBuild("LibTorchSharp"), .. beside], "LibTorchSharp") ?? throw Missing("LibTorchSharp", program);
        if (!string.IsNullOrEmpty(named))
        {
            var folder = FolderOf([Path.Combine(named, "lib")]) ?? throw Misnamed(named);
            return FolderOf(beside) is null ? new(folder, library, LibtorchOrigin.Variable) : throw Ambiguous(program);
        }

        return FolderOf([AtBuild("Libtorch")]) is { } package
            ? new(package, library, LibtorchOrigin.Package)
            : new(FolderOf(beside) ?? throw Missing("torch_cpu", program), library, LibtorchOrigin.Program);
    }

    /// <summary>A library's file name on this system.</summary>
    internal static string FileName(string library) =>
        OperatingSystem.IsWindows() ? library + ".dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static NativeLibraryException Missing(string library, string program) =>
        new($"{FileName(library)} is neither in NuGet's folder nor beside the program in {program}: build Atelier anew.");

    private static NativeLibraryException Misnamed(string folder) =>
        new($"{Variable} names {folder}, which lacks lib/{FileName("torch_cpu")}: it must be the folder torch of an installed PyTorch.");

    // TorchSharp itself looks beside the program, and two copies in one process crash it
    private static NativeLibraryException Ambiguous(string program) =>
        new($"{Variable} is set, but the program in {program} has a libtorch of its own: unset it, or build without AtelierBundle.");

    private static string? FolderOf(string?[] folders) => Path.GetDirectoryName(FileIn(folders, "torch_cpu"));

    private static string? FileIn(string?[] folders, string library) =>
        folders.OfType<string>().Select(folder => Path.GetFullPath(Path.Combine(folder, FileName(library)))).FirstOrDefault(File.Exists);

    // metadata that Atelier.Torch.csproj writes
    private static string? AtBuild(string key) =>
        typeof(LibtorchLocation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value;
}

/// <summary>How the folder of libtorch was found.</summary>
public enum LibtorchOrigin
{
    /// <summary>The environment variable <c>LIBTORCH</c>.</summary>
    Variable,

    /// <summary>The build: NuGet's folder.</summary>
    Package,

    /// <summary>The folder of the program.</summary>
    Program,
}

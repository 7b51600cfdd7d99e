using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>
/// TorchSharp's native library. It was built with GCC 13 and asks libstdc++ for one symbol that older ones lack (Debian 12, Ubuntu 22.04).
/// There a copy in memory is loaded, in which that need is redirected. The file itself is never touched and nothing is written to disk,
/// so that a read-only installation, another user or two processes at once make no difference.
/// </summary>
internal static class Door
{
    // std::ios_base_library_init(), which readies std::cout; before GCC 13 every library did that by itself
    private const string Initializer = "_ZSt21ios_base_library_initv";
    private const string InitializerVersion = "GLIBCXX_3.4.32";

    // std::get_new_handler(): returns a pointer and does nothing
    private const string Harmless = "_ZSt15get_new_handlerv";
    private const string HarmlessVersion = "GLIBCXX_3.4.20";

    /// <summary>This system's libstdc++ lacks the symbol.</summary>
    public static bool IsRedirected { get; } =
        OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, Initializer, out _);

    /// <summary>Loads it; libtorch must be loaded.</summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded.</exception>
    public static nint Load(string path)
    {
        try
        {
            return IsRedirected ? LoadRedirected(path) : NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or InvalidDataException or IOException)
        {
            throw new NativeLibraryException($"{path} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
    }

    /// <summary>Loads a copy without the need of GCC 13's libstdc++.</summary>
    /// <exception cref="InvalidDataException">It is no such library.</exception>
    internal static nint LoadRedirected(string path)
    {
        var library = ElfLibrary.Read(File.ReadAllBytes(path));
        Redirect(library);
        return MemoryLibrary.Load("libLibTorchSharp.so", library.Bytes);
    }

    /// <summary>Redirects the need.</summary>
    /// <exception cref="InvalidDataException">It is no such library.</exception>
    internal static void Redirect(ElfLibrary library) => library.RedirectSymbol(Initializer, InitializerVersion, Harmless, HarmlessVersion);
}

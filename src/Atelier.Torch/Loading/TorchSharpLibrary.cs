using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>
/// TorchSharp's native library. It was built with GCC 13 and imports one symbol that older versions of libstdc++ lack (Debian 12,
/// Ubuntu 22.04). There a patched copy is loaded from memory, in which that import is redirected. Nothing is written to disk, so that
/// read-only installations and concurrent processes work.
/// </summary>
internal static class TorchSharpLibrary
{
    // std::ios_base_library_init(), which initialises std::cout; before GCC 13 every library did that itself
    private const string Initializer = "_ZSt21ios_base_library_initv";
    private const string InitializerVersion = "GLIBCXX_3.4.32";

    // std::get_new_handler(): returns a pointer and does nothing
    private const string Harmless = "_ZSt15get_new_handlerv";
    private const string HarmlessVersion = "GLIBCXX_3.4.20";

    /// <summary>Whether this system's libstdc++ lacks the symbol.</summary>
    public static bool IsRedirected { get; } =
        OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, Initializer, out _);

    /// <summary>Loads it; libtorch must be loaded already.</summary>
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

    /// <summary>Loads a copy that does not need GCC 13's libstdc++.</summary>
    /// <exception cref="InvalidDataException">It is no such library.</exception>
    internal static nint LoadRedirected(string path)
    {
        var library = ElfLibrary.Read(File.ReadAllBytes(path));
        Redirect(library);
        return MemoryLibrary.Load("libLibTorchSharp.so", library.Bytes);
    }

    /// <summary>Redirects the import.</summary>
    /// <exception cref="InvalidDataException">It is no such library.</exception>
    internal static void Redirect(ElfLibrary library) => library.RedirectSymbol(Initializer, InitializerVersion, Harmless, HarmlessVersion);
}

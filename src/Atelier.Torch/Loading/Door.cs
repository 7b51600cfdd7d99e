using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch;

/// <summary>
/// TorchSharp's native library. It was built with GCC 13 and asks libstdc++ for one symbol that older ones lack (Debian 12, Ubuntu 22.04): there a copy in memory is loaded,
/// in which that need is redirected. The file itself is never touched, and nothing is written to disk, so that a read-only installation, another user or two
/// processes at once make no difference.
/// </summary>
internal static class Door
{
    // std::ios_base_library_init(), which initialises std::cout; before GCC 13 every library did that by itself
    private const string Initializer = "_ZSt21ios_base_library_initv";

    /// <summary>Loads it; libtorch must be loaded.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static nint Load(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && LacksInitializer() ? LoadRedirected(path) : NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or InvalidDataException or IOException)
        {
            throw new UserException($"{path} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
    }

    /// <summary>Loads a copy without the need of GCC 13's libstdc++.</summary>
    /// <exception cref="InvalidDataException">It is no such library.</exception>
    internal static nint LoadRedirected(string path)
    {
        var library = ElfLibrary.Read(File.ReadAllBytes(path));
        library.RedirectSymbol(Initializer, "GLIBCXX_3.4.32", "_ZSt15get_new_handlerv", "GLIBCXX_3.4.20"); // harmless: returns a pointer, and old enough
        return MemoryLibrary.Load("libLibTorchSharp.so", library.Bytes);
    }

    private static bool LacksInitializer() => NativeLibrary.TryLoad("libstdc++.so.6", out var library) && !NativeLibrary.TryGetExport(library, Initializer, out _);
}

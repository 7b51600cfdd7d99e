using System.Runtime.InteropServices;

namespace Atelier.Torch.Loading;

/// <summary>
/// The CUDA libraries that an installed PyTorch expects in packages beside it: <c>site-packages/nvidia/*/lib</c>.
/// Its own libraries name those folders; where they do not, all of them are loaded first, as Python's <c>import torch</c> does.
/// </summary>
internal static class PythonLibraries
{
    /// <summary>Loads a library of libtorch.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    public static nint Load(string library)
    {
        if (NativeLibrary.TryLoad(library, out var handle))
        {
            return handle;
        }

        var left = Beside(library);
        for (var before = left.Count + 1; left.Count < before;) // each round may load what another needs
        {
            before = left.Count;
            left = left.Where(file => !NativeLibrary.TryLoad(file, out _)).ToList();
        }

        return NativeLibrary.Load(library);
    }

    private static List<string> Beside(string library)
    {
        var packages = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(library)!, "..", "..", "nvidia"));
        return !Directory.Exists(packages) ? [] : Directory.EnumerateDirectories(packages)
            .Select(package => Path.Combine(package, "lib"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.so*"))
            .ToList();
    }
}

using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>The loaded libraries of one libtorch. Loading them by full path first makes later look-ups by name find these.</summary>
internal sealed class LoadedLibtorch
{
    // TorchSharp is built against it; an older one would crash the process at the first missing function
    private static readonly Version Oldest = new(2, 10);
    private readonly Dictionary<string, nint> _libraries = [];

    private LoadedLibtorch(LibtorchLocation location) => Location = location;

    public LibtorchLocation Location { get; }

    public Version Version { get; private set; } = new();

    public static LoadedLibtorch Load(LibtorchLocation location)
    {
        var loaded = new LoadedLibtorch(location);
        foreach (var name in (string[])["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"])
        {
            loaded.LoadIfPresent(name);
        }

        loaded.Version = loaded.ReadVersion();
        if (loaded.Version < Oldest)
        {
            throw new NativeLibraryException($"libtorch in {location.Folder} is too old for TorchSharp: it must be {Oldest} or later.");
        }

        loaded._libraries["LibTorchSharp"] = TorchSharpLibrary.Load(location.TorchSharpLibrary);
        ScalarLifetime.Extend(loaded.Library("LibTorchSharp"));
        return loaded;
    }

    /// <summary>The handle of a library, or 0 where this libtorch does not have it.</summary>
    public nint Library(string name) => _libraries.GetValueOrDefault(name);

    private void LoadIfPresent(string name)
    {
        var path = Path.Combine(Location.Folder, LibtorchLocation.FileName(name));
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            _libraries[name] = PythonLibraries.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new NativeLibraryException(
                $"libtorch in {Location.Folder} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
    }

    // 2.10.1 is 0x020A0100_00000000; before 2.8 there was no such function
    private unsafe Version ReadVersion()
    {
        var known = NativeLibrary.TryGetExport(_libraries["torch_cpu"], "aoti_torch_abi_version", out var function);
        var version = known ? ((delegate* unmanaged<ulong>)function)() : 0;
        return new((int)(version >> 56), (int)(version >> 48 & 0xff), (int)(version >> 40 & 0xff));
    }
}

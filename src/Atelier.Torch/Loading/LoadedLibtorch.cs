using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Torch.Loading;

/// <summary>The libraries of one libtorch, loaded by their full paths, so that whoever asks for them by name finds these.</summary>
internal sealed class LoadedLibtorch
{
    // TorchSharp is built against it; with an older one it would end the process at the first function that is missing
    private static readonly Version Oldest = new(2, 10);
    private readonly Dictionary<string, nint> _libraries = [];

    private LoadedLibtorch(LibtorchPlace place) => Place = place;

    public LibtorchPlace Place { get; }

    public Version Version { get; private set; } = new();

    public static LoadedLibtorch Load(LibtorchPlace place)
    {
        var loaded = new LoadedLibtorch(place);
        foreach (var name in (string[])["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"])
        {
            loaded.LoadIfThere(name);
        }

        loaded.Version = loaded.ReadVersion();
        if (loaded.Version < Oldest)
        {
            throw new NativeLibraryException($"libtorch in {place.Folder} is too old for TorchSharp: it must be {Oldest} or later.");
        }

        loaded._libraries["LibTorchSharp"] = Door.Load(place.Door);
        return loaded;
    }

    /// <summary>The handle of a library, or 0 where this libtorch does not have it.</summary>
    public nint Library(string name) => _libraries.GetValueOrDefault(name);

    private void LoadIfThere(string name)
    {
        var path = Path.Combine(Place.Folder, LibtorchPlace.FileName(name));
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
            throw new NativeLibraryException($"libtorch in {Place.Folder} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
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

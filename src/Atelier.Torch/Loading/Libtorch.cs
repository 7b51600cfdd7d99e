using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Atelier.Torch;

/// <summary>
/// libtorch in this process. It is loaded once, when TorchSharp is, from one place that serves the program and all tests; a program that computes nothing loads nothing.
/// </summary>
public static class Libtorch
{
    private static readonly Lazy<LoadedLibtorch> Loaded = new(() => LoadedLibtorch.Load(LibtorchPlace.Find()));
    private static int asked;

    /// <summary>Where it was loaded from; loads it if need be.</summary>
    /// <exception cref="LibtorchException">It cannot be loaded.</exception>
    public static LibtorchPlace Place => Loaded.Value.Place;

    /// <summary>Its version, as <c>2.10.0</c>; loads it if need be.</summary>
    /// <exception cref="LibtorchException">It cannot be loaded.</exception>
    public static Version Version => Loaded.Value.Version;

    /// <summary>
    /// Loads libtorch; a second call does nothing. The first use of TorchSharp does the same by itself, but the runtime wraps its errors in others:
    /// a program that is about to compute calls this first. Safe from several threads.
    /// </summary>
    /// <exception cref="LibtorchException">It cannot be loaded.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>
    /// Has the runtime load libtorch together with TorchSharp's assembly, and ask here for native libraries. It must come first: TorchSharp would take whatever libtorch the system has,
    /// or copy one. Costs nothing; every assembly that refers to TorchSharp calls it by itself (AtFirstUse.cs).
    /// </summary>
    public static void LoadAtFirstUse()
    {
        if (Interlocked.Exchange(ref asked, 1) != 0)
        {
            return;
        }

        NativeLibrary.SetDllImportResolver(typeof(Libtorch).Assembly, (name, _, _) => Resolve(name));
        AssemblyLoadContext.GetLoadContext(typeof(Libtorch).Assembly)!.ResolvingUnmanagedDll += (_, name) => Resolve(name);
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadWith(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            LoadWith(assembly);
        }
    }

    private static void LoadWith(Assembly assembly)
    {
        if (assembly.GetName().Name != "TorchSharp")
        {
            return;
        }

        try
        {
            Load();
        }
        catch (LibtorchException) // the runtime would swallow it; TorchSharp's first use throws it again, if TorchSharp finds no libtorch of its own in NuGet's folder, to be copied
        {
            Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(AppContext.BaseDirectory, "none"));
        }
    }

    private static nint Resolve(string name) => name is "LibTorchSharp" or "torch_cpu" or "torch_cuda" ? Loaded.Value.Library(name) : 0;
}

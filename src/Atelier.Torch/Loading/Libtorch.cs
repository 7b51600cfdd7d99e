using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Atelier.Core;
using Atelier.Torch.Process;

namespace Atelier.Torch.Loading;

/// <summary>
/// libtorch in this process. It is loaded once, when TorchSharp is, from one place that serves the program and all tests.
/// A program that computes nothing loads nothing.
/// </summary>
public static class Libtorch
{
    private static readonly Lazy<LoadedLibtorch> Loaded = new(() => LoadedLibtorch.Load(LibtorchLocation.Find()));
    private static int s_registered;

    /// <summary>Where it was loaded from; loads it if necessary.</summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded.</exception>
    public static LibtorchLocation Location => Loaded.Value.Location;

    /// <summary>Its version, as <c>2.10.0</c>; loads it if necessary.</summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded.</exception>
    public static Version Version => Loaded.Value.Version;

    /// <summary>Whether this build supports CUDA; loads libtorch if necessary.</summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded.</exception>
    public static bool HasCuda => Library("torch_cuda") != 0;

    /// <summary>Whether a patched copy of TorchSharp's library is loaded, because this system's libstdc++ is too old for it.</summary>
    public static bool IsPatched => TorchSharpLibrary.IsRedirected;

    /// <summary>
    /// Loads libtorch; a second call does nothing. The first use of TorchSharp does so too, but the runtime wraps its errors, so
    /// programs call this first. Thread-safe.
    /// </summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>
    /// Prepares the process for long computations: loads libtorch, keeps freed memory (<see cref="HeapMemory"/>), uses all cores
    /// (<see cref="Threads"/>) that do not spin (<see cref="OpenMp"/>), and flushes denormal numbers to zero on the calling thread
    /// (<see cref="Denormals"/>).
    /// </summary>
    /// <exception cref="NativeLibraryException">It cannot be loaded, or a setting is wrong.</exception>
    public static void Prepare()
    {
        HeapMemory.KeepFreed();
        OpenMp.LimitSpinning();
        Load();
        Threads.UseAllCores();
        Denormals.Flush();
    }

    /// <summary>
    /// Registers a resolver that loads libtorch together with TorchSharp's assembly. It must run before any use of TorchSharp,
    /// which would load whatever libtorch the system has, or copy one. It loads nothing itself; every assembly that refers to
    /// TorchSharp calls it by a module initializer (AtFirstUse.cs).
    /// </summary>
    public static void LoadAtFirstUse()
    {
        if (Interlocked.Exchange(ref s_registered, 1) != 0)
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

    /// <summary>The handle of one of its libraries, or 0 where it has none of that name.</summary>
    internal static nint Library(string name) => Loaded.Value.Library(name);

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
        catch (AtelierException)
        {
            // The runtime would swallow the error here; TorchSharp's first use reports it. Without this variable TorchSharp would find
            // another libtorch in NuGet's folder, and silently copy and load it.
            Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(AppContext.BaseDirectory, "none"));
        }
    }

    private static nint Resolve(string name) => name is "LibTorchSharp" or "torch_cpu" or "torch_cuda" ? Loaded.Value.Library(name) : 0;
}

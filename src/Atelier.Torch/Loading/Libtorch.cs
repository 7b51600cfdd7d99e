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
    private static readonly Lazy<LoadedLibtorch> Loaded = new(() => LoadedLibtorch.Load(LibtorchPlace.Find()));
    private static int s_asked;

    /// <summary>Where it was loaded from; loads it if need be.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static LibtorchPlace Place => Loaded.Value.Place;

    /// <summary>Its version, as <c>2.10.0</c>; loads it if need be.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static Version Version => Loaded.Value.Version;

    /// <summary>It can compute on NVIDIA's devices, if there are any; loads it if need be.</summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static bool HasCuda => Library("torch_cuda") != 0;

    /// <summary>This system's libstdc++ is older than TorchSharp's library wants, so that an adapted copy is loaded.</summary>
    public static bool Adapted => Door.IsRedirected;

    /// <summary>
    /// Loads libtorch; a second call does nothing. The first use of TorchSharp does the same by itself, but the runtime wraps its errors
    /// in others: a program that is about to compute calls this first. Safe from several threads.
    /// </summary>
    /// <exception cref="UserException">It cannot be loaded.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>
    /// Readies the process for long computations: loads libtorch, keeps freed memory, takes all cores (<see cref="Threads"/>),
    /// and takes denormal numbers for zero on the calling thread (<see cref="Denormals"/>).
    /// </summary>
    /// <exception cref="UserException">It cannot be loaded, or a setting is wrong.</exception>
    public static void Prepare()
    {
        HeapMemory.Keep();
        Load();
        Threads.UseCores();
        Denormals.Flush();
    }

    /// <summary>
    /// Has the runtime load libtorch together with TorchSharp's assembly, and ask here for native libraries.
    /// It must come first: TorchSharp would take whatever libtorch the system has, or copy one.
    /// Costs nothing; every assembly that refers to TorchSharp calls it by itself (AtFirstUse.cs).
    /// </summary>
    public static void LoadAtFirstUse()
    {
        if (Interlocked.Exchange(ref s_asked, 1) != 0)
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
            // The runtime would swallow it here. TorchSharp's first use tells it, unless TorchSharp finds a libtorch in NuGet's folder,
            // which it would copy and load without a word.
            Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(AppContext.BaseDirectory, "none"));
        }
    }

    private static nint Resolve(string name) => name is "LibTorchSharp" or "torch_cpu" or "torch_cuda" ? Loaded.Value.Library(name) : 0;
}

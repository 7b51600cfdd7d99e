using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Atelier.Distributed.Ranks;

/// <summary>libtorch from its package's folder, so that no copy of it is needed.</summary>
public static class LibTorch
{
    /// <summary>Loads it; TorchSharp finds it loaded.</summary>
    public static void Load()
    {
        var folder = typeof(LibTorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "libtorch").Value!;
        _ = NativeLibrary.Load(Path.Combine(folder, "libtorch.so"));
    }

#pragma warning disable CA2255 // before the first tensor, whoever makes it
    [ModuleInitializer]
    internal static void LoadFirst() => Load();
#pragma warning restore CA2255
}

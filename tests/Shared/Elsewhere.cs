using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Tests;

/// <summary>A device that tells CPU tensors from its own, though its memory is the CPU's (<c>native/tests/elsewhere.cpp</c>): an operator given both
/// fails, as on a GPU. What runs here moves everything it must.</summary>
public static class Elsewhere
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>The device; the test is skipped where ./test has not built it.</summary>
    public static Device Device
    {
        get
        {
            Skip.IfNot(Loaded.Value, "artifacts/native/libelsewhere.so is not built: ./test does it where libtorch is 1.13");
            return new("privateuseone:0");
        }
    }

    // libtorch makes a backward thread for each device there is at the first backward pass of the process
#pragma warning disable CA2255 // test projects are their own program
    [ModuleInitializer]
    internal static void LoadEarly() => _ = Loaded.Value;
#pragma warning restore CA2255

    private static bool Load()
    {
        var library = Path.Combine(Golden.Root, "artifacts", "native", "libelsewhere.so");
        if (!File.Exists(library))
        {
            return false;
        }

        _ = Engine.Version; // libtorch first
        return NativeLibrary.TryLoad(library, out _);
    }
}

using System.Runtime.InteropServices;
using Atelier.Tensors;

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

    private static bool Load()
    {
        _ = Engine.Version; // libtorch first
        var library = Path.Combine(Golden.Root, "artifacts", "native", "libelsewhere.so");
        return File.Exists(library) && NativeLibrary.TryLoad(library, out _);
    }
}

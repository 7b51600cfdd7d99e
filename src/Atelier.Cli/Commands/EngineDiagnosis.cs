using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Atelier.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Cli.Commands;

/// <summary>Looks at libtorch, and at what it computes on.</summary>
internal static class EngineDiagnosis
{
    // TorchSharp is built against it
    private static readonly Version Oldest = new(2, 10);

    public static Finding Libtorch()
    {
        var (version, place) = (Atelier.Torch.Libtorch.Version, Atelier.Torch.Libtorch.Place);
        var origin = place.Origin switch
        {
            LibtorchOrigin.Variable => $"named by {LibtorchPlace.Variable}",
            LibtorchOrigin.Package => "of NuGet",
            _ => "beside the program",
        };
        var door = LoadedLibrary.Find("memfd:libLibTorchSharp") is null ? "" : "; TorchSharp's library is adapted to this system's older libstdc++";
        return new("libtorch", $"{version} {origin}, {place.Folder}{door}", version < Oldest ? $"it is too old: set {LibtorchPlace.Variable} to a PyTorch of {Oldest} or later, or unset it" : null);
    }

    public static Finding Threads()
    {
        Atelier.Torch.Threads.UseCores();
        var (threads, cores) = (get_num_threads(), Environment.ProcessorCount);
        return new("threads", $"{threads} of {cores} cores", threads < cores ? $"{Atelier.Torch.Threads.Variable} holds it below the cores: unset it, unless that is meant" : null, Optional: true);
    }

    public static Finding Processor()
    {
        string[] known = ["avx2", "avx512f", "avx512_bf16", "amx_bf16"];
        var found = Core.Processor.Flags.Count > 0 ? known.Where(Core.Processor.Flags.Contains).ToArray() : [.. known.Where(Supported)];
        return new("processor", $"{(found.Length == 0 ? "none of avx2, avx512f" : string.Join(", ", found))}; {(Core.Processor.HasBf16 ? "bf16 in hardware" : "no bf16 in hardware")}");
    }

    // a real product in each precision
    public static Finding Arithmetic() => new("arithmetic", $"{Speed(ScalarType.Float32):F0} GFLOP/s in fp32, {Speed(ScalarType.BFloat16):F0} in bf16, on the processor");

    public static Finding Gpu()
    {
        if (cuda.is_available())
        {
            return new("GPU", $"{cuda.device_count()} CUDA devices");
        }

        var there = File.Exists("/proc/driver/nvidia/version") || File.Exists("/dev/nvidia0");
        var withCuda = File.Exists(Path.Combine(Atelier.Torch.Libtorch.Place.Folder, OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so"));
        return (there, withCuda) switch
        {
            (true, false) => new("GPU", "an NVIDIA device is there, but this libtorch is for processors only", $"set {LibtorchPlace.Variable} to the folder torch of a PyTorch with CUDA, or build with AtelierCuda=true ./atelier", Optional: true),
            (true, true) => new("GPU", "an NVIDIA device is there, but libtorch cannot use it", "see what nvidia-smi says: the driver may be older than this libtorch's CUDA needs"),
            (false, true) => new("GPU", "libtorch can use CUDA, but there is no NVIDIA device or driver; the processor is used", "install NVIDIA's driver, if there is a device", Optional: true),
            _ => new("GPU", "none; the processor is used"),
        };
    }

    private static bool Supported(string feature) => feature switch { "avx2" => Avx2.IsSupported, "avx512f" => Avx512F.IsSupported, _ => false };

    private static double Speed(ScalarType type)
    {
        using var scope = NewDisposeScope();
        const int Size = 1024;
        var a = ones([Size, Size], type);
        var best = double.PositiveInfinity;
        for (var i = 0; i < 4; i++)
        {
            var clock = Stopwatch.StartNew();
            a.matmul(a);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return 2e-9 * Size * Size * Size / best;
    }
}

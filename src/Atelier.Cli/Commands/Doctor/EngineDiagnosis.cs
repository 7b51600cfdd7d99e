using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Atelier.Torch.Loading;

namespace Atelier.Cli.Commands.Doctor;

/// <summary>Checks libtorch and the hardware it computes on.</summary>
internal static class EngineDiagnosis
{
    public static Finding Libtorch()
    {
        var (version, place) = (Atelier.Torch.Loading.Libtorch.Version, Atelier.Torch.Loading.Libtorch.Location);
        var origin = place.Origin switch
        {
            LibtorchOrigin.Variable => $"named by {LibtorchLocation.Variable}",
            LibtorchOrigin.Package => "of NuGet",
            _ => "beside the program",
        };
        var door = Atelier.Torch.Loading.Libtorch.IsPatched ? "; TorchSharp's library is adapted to the older libstdc++ here" : "";
        return new("libtorch", $"{version} {origin}, {place.Folder}{door}");
    }

    public static Finding Threads()
    {
        Atelier.Torch.Process.Threads.UseAllCores();
        var (threads, cores) = (get_num_threads(), Environment.ProcessorCount);
        var cure = threads < cores ? $"unset {Atelier.Torch.Process.Threads.Variable}, unless fewer threads are meant" : null;
        return new("threads", $"{threads} of {cores} cores", cure, Optional: true);
    }

    public static Finding Processor()
    {
        string[] known = ["avx2", "avx512f", "avx512_bf16", "amx_bf16"];
        var (flags, hasBf16) = (Atelier.Torch.Process.Processor.Flags, Atelier.Torch.Process.Processor.HasBf16);
        var found = known.Where(feature => flags.Contains(feature) || IsSupported(feature)).DefaultIfEmpty("no AVX2");
        return new("processor", $"{string.Join(", ", found)}; {(hasBf16 ? "bf16 in hardware" : "no bf16 in hardware")}");
    }

    public static Finding Arithmetic()
    {
        var (single, brain) = (Speed(ScalarType.Float32), Speed(ScalarType.BFloat16));
        return new("arithmetic", $"{single:F0} GFLOP/s in fp32, {brain:F0} in bf16, on the processor");
    }

    public static Finding Gpu()
    {
        if (cuda.is_available())
        {
            return new("GPU", $"{cuda.device_count()} CUDA devices");
        }

        var device = File.Exists("/proc/driver/nvidia/version") || File.Exists("/dev/nvidia0");
        return (device, Atelier.Torch.Loading.Libtorch.HasCuda) switch
        {
            (true, false) => new(
                "GPU", "there is an NVIDIA device, but this libtorch supports CPUs only",
                $"set {LibtorchLocation.Variable} to the folder torch of a PyTorch with CUDA", Optional: true),
            (true, true) => new(
                "GPU", "there is an NVIDIA device, but libtorch cannot use it",
                "check that nvidia-smi works: the driver may be too old for this libtorch"),
            (false, true) => new("GPU", "libtorch can use CUDA, but sees no device; the processor is used"),
            _ => new("GPU", "none; the processor is used"),
        };
    }

    // for systems without /proc/cpuinfo
    private static bool IsSupported(string feature) => feature switch
    {
        "avx2" => Avx2.IsSupported,
        "avx512f" => Avx512F.IsSupported,
        _ => false,
    };

    // in GFLOP/s, of matrix products that grow until they take long enough to be timed: without bf16 in hardware even small ones do
    private static double Speed(ScalarType type)
    {
        const double LongEnough = 0.03; // seconds
        const int Largest = 2048;
        var (speed, seconds) = (0.0, 0.0);
        for (var size = 128; size <= Largest && seconds < LongEnough; size *= 2)
        {
            using var scope = NewDisposeScope();
            var a = ones([size, size], type);
            seconds = Math.Min(Seconds(a), Seconds(a)); // the first has more to prepare
            speed = Math.Max(speed, 2e-9 * size * size * size / seconds);
        }

        return speed;
    }

    private static double Seconds(Tensor a)
    {
        var clock = Stopwatch.StartNew();
        a.matmul(a);
        return clock.Elapsed.TotalSeconds;
    }
}

using System.Diagnostics;
using Atelier.Hub;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary>One thing looked at.</summary>
/// <param name="What">Its name.</param>
/// <param name="Found">What was found.</param>
/// <param name="Cure">What to do, or null where all is well.</param>
internal sealed record Finding(string What, string Found, string? Cure = null);

/// <summary>Looks at everything Atelier needs.</summary>
internal static class Diagnosis
{
    private static readonly string[] BlasLibraries = ["libopenblas", "libmkl", "libblis", "libatlas", "libblas"];

    public static List<Finding> Make()
    {
        var findings = new List<Finding>();
        void Look(string what, Func<Finding> look)
        {
            try
            {
                findings.Add(look());
            }
            catch (Exception e)
            {
                findings.Add(new(what, e.Message.Split('\n')[0], e is UserException ? "see the sentence" : "run ./atelier once more; it installs and builds what is missing"));
            }
        }

        Look("libtorch", () => new("libtorch", $"{torch.__version__} from {Loaded("libtorch_cpu")}"));
        Look("threads", Threads);
        Look("processor", Instructions);
        Look("GPU", () => new("GPU", (torch.cuda.is_available() ? torch.cuda.device_count() : 0) is var count && count > 0 ? $"{count} CUDA devices" : "none seen by libtorch; the CPU is used"));
        Look("BLAS", Blas);
        Look("pictures", () => new("pictures", File.Exists(Loaded("libvips")) ? $"libvips from {Loaded("libvips")}" : LoadVips()));
        Look("film", () => Which("ffmpeg") is { } path ? new("film", path) : new("film", "ffmpeg is missing", "sudo apt-get install ffmpeg"));
        Look("models", () => ModelHub.Names.Count > 0 ? new("models", string.Join(", ", ModelHub.Names)) : new("models", "none found", "run from the checkout, which ships them in models/"));
        Look("cache", () => new("cache", Directory.Exists(ModelHub.Cache) ? $"{ModelHub.Cache}, {new DirectoryInfo(ModelHub.Cache).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e6:F0} MB" : $"{ModelHub.Cache} (empty)"));
        return findings;
    }

    private static Finding Threads()
    {
        var (threads, cores, openMp) = (torch.get_num_threads(), Environment.ProcessorCount, Environment.GetEnvironmentVariable("OMP_NUM_THREADS"));
        return new("threads", $"{threads} of {cores} cores", threads < cores && openMp is not null ? $"OMP_NUM_THREADS or ATELIER_THREADS holds it below the {cores} cores: unset it" : null);
    }

    private static Finding Instructions()
    {
        string[] known = ["avx2", "avx512f", "avx512_bf16", "amx_bf16"];
        var found = known.Where(Processor.Flags.Contains).ToList();
        return new("processor", $"{string.Join(", ", found)}; {(Processor.HasBf16 ? "bf16 in hardware: the fast path is used" : "no bf16 in hardware: fp32 is used")}");
    }

    // a real product, so that the BLAS is loaded and its speed seen
    private static Finding Blas()
    {
        using var scope = NewDisposeScope();
        var a = ones([1024, 1024]);
        var best = double.PositiveInfinity;
        for (var i = 0; i < 4; i++)
        {
            var clock = Stopwatch.StartNew();
            a.matmul(a);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        var library = BlasLibraries.Select(Loaded).FirstOrDefault(path => path != "?") ?? "built in";
        var speed = 2e-9 * Math.Pow(1024, 3) / best;
        return new("BLAS", $"{library}, {speed:F0} GFLOP/s in fp32", speed < 15 ? "a slow BLAS is in use: sudo apt-get install libopenblas0-openmp" : null);
    }

    private static string LoadVips()
    {
        _ = Media.Picture.Blank(1, 1, Media.Colour.White).Encode(".png");
        return $"libvips from {Loaded("libvips")}";
    }

    // where a library of this process was loaded from
    private static string Loaded(string name) => File.Exists("/proc/self/maps")
        ? File.ReadLines("/proc/self/maps").Select(line => line[(line.IndexOf('/') is >= 0 and var at ? at : line.Length)..]).FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)) ?? "?"
        : "?";

    private static string? Which(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

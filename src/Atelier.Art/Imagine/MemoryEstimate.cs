using System.Globalization;
using Atelier.Art.Imagine.Generators;
using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;

namespace Atelier.Art.Imagine;

/// <summary>Predicts the peak memory of a run on the CPU: the weights, the activations that the decoder and the CLIPs keep for their
/// backward pass, and the program itself. The factors are fitted to measured peaks and err on the high side (docs/imagine.md).</summary>
/// <param name="Generator">What is known of the generator.</param>
/// <param name="Clips">The CLIPs.</param>
/// <param name="Weights">Parameters of all of them.</param>
/// <param name="Fast">bf16 instead of fp32.</param>
/// <param name="Starts">Whether starts are ranked before the loop.</param>
internal sealed record MemoryEstimate(GeneratorTraits Generator, IReadOnlyList<ClipOptions> Clips, long Weights, bool Fast, bool Starts)
{
    private const double Program = 330e6;          // .NET, libtorch and their allocators
    private const double TransformerShare = 28;    // tensors of [tokens, width] kept per block
    private const double ResNetShare = 2.0;        // tensors kept per convolution, of its output's size
    private const double CutoutCopies = 14;        // of each cut-out in fp32, kept by the augmentations
    private const double Ranking = 300e6;          // ranking the starts
    private const double Usable = 0.95;            // fraction of the free memory

    /// <summary>Whether the networks are loaded already: then they and the program take no more than they have.</summary>
    public bool AreLoaded { get; init; }

    private int Element => Fast ? 2 : 4;

    private double PerPixel => Generator.KeptPerPixel * (Generator.BFloat16 ? Element : 4);

    /// <summary>The estimate for a generator and CLIPs on disk. Only the headers of their files are read.</summary>
    public static MemoryEstimate FromFiles(GeneratorTraits generator, IReadOnlyList<ModelFiles> clips, bool fast, bool starts)
    {
        var weights = generator.Parameters;
        var options = new List<ClipOptions>();
        foreach (var files in clips)
        {
            var stored = ClipFile.OpenOfficial(files);
            weights += stored.CountNumbers();
            options.Add(ClipOptions.FromWeights(stored, files.Weights));
        }

        return new(generator, options, weights, fast, starts);
    }

    /// <summary>Bytes at the peak of so many pictures that are computed together.</summary>
    public double Bytes(long width, long height, int cutn, int count = 1)
    {
        var loop = Math.Max(Starts ? Ranking : 0, ((width * height * PerPixel) + (Clips.Sum(PerCutout) * cutn)) * count);
        return AreLoaded ? loop : Program + Math.Max(Weights * 4.0, (Weights * (double)Element) + loop); // loading, then the loop
    }

    /// <summary>The free bytes that a run needs.</summary>
    /// <param name="options">Options with the model's defaults filled in.</param>
    public double Room(ImagineOptions options) =>
        Bytes(options.Width!.Value, options.Height!.Value, options.Cutn ?? 0) / Usable;

    /// <summary>How many pictures can be computed together, from 1 to a limit.</summary>
    /// <param name="options">Options with the model's defaults filled in.</param>
    /// <param name="free">Free bytes.</param>
    /// <param name="limit">The largest number.</param>
    public int Together(ImagineOptions options, double free, int limit) => Enumerable.Range(1, limit).LastOrDefault(
        count => Bytes(options.Width!.Value, options.Height!.Value, options.Cutn ?? 0, count) <= free * Usable, 1);

    /// <summary>Requires that a run fits into the free memory.</summary>
    /// <param name="options">Options with the model's defaults filled in.</param>
    /// <param name="free">Free bytes.</param>
    /// <exception cref="NotEnoughMemoryException">It does not fit. The message says what would.</exception>
    public void Require(ImagineOptions options, double free)
    {
        var (width, height, cutouts) = (options.Width!.Value, options.Height!.Value, options.Cutn ?? 0);
        var needed = Bytes(width, height, cutouts);
        if (needed <= free * Usable)
        {
            return;
        }

        var cutn = Enumerable.Range(1, cutouts).LastOrDefault(count => Bytes(width, height, count) <= free * Usable);
        var shrink = Enumerable.Range(1, 63).Select(step => 1 - (step / 64.0))
            .FirstOrDefault(scale => Generator.Sizes.Native is null
                && Fit(width * scale, height * scale) is var (w, h) && Bytes(w, h, cutouts) <= free * Usable);
        string?[] ways =
        [
            shrink > 0 && Fit(width * shrink, height * shrink) is var (fitWidth, fitHeight)
                ? $"a size of {(width == height ? "" : $"{fitWidth}x")}{fitHeight} would fit" : null,
            cutn >= 4 ? $"{cutn} cut-outs would fit" : null,
        ];
        var cure = string.Join(", or ", ways.OfType<string>());
        var with = cutouts > 0 ? $" with {cutouts} cut-outs" : "";
        throw new NotEnoughMemoryException(
            $"{width}x{height}{with} needs about {needed / 1e9:F1} GB of memory, and {free / 1e9:F1} GB are free: " +
            $"{(cure.Length > 0 ? cure : "these models need a larger machine")}.");
    }

    /// <summary>Bytes that this process may still use, of the machine's memory or its container's limit.</summary>
    public static double Free()
    {
        var info = GC.GetGCMemoryInfo(); // knows limits of containers
        var machine = File.Exists("/proc/meminfo")
            ? File.ReadLines("/proc/meminfo")
                .Where(line => line.StartsWith("MemAvailable", StringComparison.Ordinal))
                .Select(line => double.Parse(line.Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) * 1024)
                .FirstOrDefault(info.TotalAvailableMemoryBytes)
            : info.TotalAvailableMemoryBytes;
        return Math.Min(machine, info.TotalAvailableMemoryBytes);
    }

    // the largest size that is no larger
    private (int Width, int Height) Fit(double width, double height) =>
        Generator.Sizes.Fit((int)width - (Generator.Sizes.Factor / 2), (int)height - (Generator.Sizes.Factor / 2));

    private double PerCutout(ClipOptions clip)
    {
        var side = (double)clip.Resolution;
        var copies = 3 * side * side * 4 * CutoutCopies;
        if (clip.ResNetLayers is not { } stages)
        {
            var tokens = Math.Pow(clip.Resolution / clip.PatchSize, 2) + 1;
            return copies + (tokens * clip.VisionWidth * clip.VisionLayers!.Value * Element * TransformerShare);
        }

        var kept = 3.0 * clip.VisionWidth * side * side / 4; // the stem
        for (var stage = 0; stage < 4; stage++)
        {
            var pixels = Math.Pow(side / 4 / Math.Pow(2, stage), 2);
            // planes, planes, four times planes; each with its norm
            kept += stages[stage] * pixels * clip.VisionWidth * Math.Pow(2, stage) * 12;
        }

        return copies + (kept * 4 * ResNetShare); // batch norm computes in fp32
    }
}

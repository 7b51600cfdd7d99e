using System.Globalization;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>A picture or film to upscale.</summary>
/// <param name="From">The input file.</param>
/// <param name="To">The output file.</param>
/// <param name="IsFilm">Whether it is a film, or an animation.</param>
public sealed record UpscaleItem(string From, string To, bool IsFilm = false);

/// <summary>A batch of pictures and films to upscale.</summary>
public sealed class UpscaleJob
{
    private const MediaUse Known = MediaUse.Picture | MediaUse.Film;
    private readonly UpscaleOptions _options;
    private readonly List<string> _written = [];
    private readonly List<string> _notes = [];

    private UpscaleJob(IReadOnlyList<UpscaleItem> items, UpscaleOptions options) => (Items, _options) = (items, options);

    /// <summary>Inputs and outputs.</summary>
    public IReadOnlyList<UpscaleItem> Items { get; }

    /// <summary>The output files that were written.</summary>
    public IReadOnlyList<string> Written => _written;

    /// <summary>What the outputs cannot hold, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Expands the inputs and names the outputs.</summary>
    /// <param name="inputs">Files, folders, or patterns with * and ?.</param>
    /// <param name="output">The output file, or a folder for several inputs; null for the default place.</param>
    /// <param name="options">Options of upscaling.</param>
    /// <exception cref="ImageFormatException">A file is missing, or a folder or pattern holds no picture.</exception>
    /// <exception cref="OutputException">An output has an unsupported format, or two outputs would have the same name.</exception>
    public static UpscaleJob Plan(IReadOnlyList<string> inputs, string? output, UpscaleOptions options)
    {
        var isBatch = inputs.Count > 1 || Directory.Exists(inputs[0]) || IsPattern(inputs[0]);
        var files = inputs.SelectMany(Expand).Distinct().ToList();
        var suffix = string.Create(CultureInfo.InvariantCulture, $"-x{options.Scale:0.##}");
        var items = files.Select(file => Item(file, extension => isBatch
            ? Path.Combine(output ?? "upscaled", Path.GetFileNameWithoutExtension(file) + extension)
            : output ?? Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file) + suffix + extension))).ToList();
        if (items.GroupBy(item => Path.GetFullPath(item.To)).FirstOrDefault(group => group.Count() > 1) is { } clash)
        {
            throw new OutputException(
                $"{clash.First().From} and {clash.Last().From} would both become {clash.First().To}: enlarge them apart.");
        }

        if (items.FirstOrDefault(item => !CanBeWritten(item)) is { } wrong)
        {
            throw new OutputException(wrong.IsFilm
                ? $"Films are written as {MediaKinds.Names(MediaUse.Film, written: true)} or a folder of frames; '{wrong.To}' is none " +
                    "of them."
                : $"Pictures are written as {MediaKinds.Names(MediaUse.Picture, written: true)}; '{wrong.To}' is none of them.");
        }

        return new(items, options);
    }

    /// <summary>Checks that all outputs can be written, before any work is done.</summary>
    /// <exception cref="OutputException">One cannot.</exception>
    public void RequireWritable()
    {
        foreach (var item in Items)
        {
            // a folder of frames is written under a temporary name
            AtomicFile.RequireWritable(Path.GetExtension(item.To).Length > 0 ? item.To : item.To + ".tmp");
        }
    }

    /// <summary>Upscales all inputs. A file that fails does not stop the others.</summary>
    /// <param name="network">The network.</param>
    /// <param name="report">Receives the current file and the fraction done.</param>
    /// <param name="cancel">Cancels between tiles.</param>
    /// <returns>One error for each file that failed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the outputs written so far remain.</exception>
    public IReadOnlyList<AtelierException> Run(Upscaler network, Action<string, double> report, CancellationToken cancel)
    {
        var errors = new List<AtelierException>();
        foreach (var (i, item) in Items.Index())
        {
            IProgress<double> progress = new SynchronousProgress<double>(
                share => report(Path.GetFileName(item.From), (i + share) / Items.Count));
            try
            {
                Upscale(item, network, progress, cancel);
                _written.Add(item.To);
            }
            catch (AtelierException) when (cancel.IsCancellationRequested) // Ctrl-C reached ffmpeg first
            {
                throw new OperationCanceledException(cancel);
            }
            catch (AtelierException e)
            {
                errors.Add(e);
            }
        }

        return errors;
    }

    private void Upscale(UpscaleItem item, Upscaler network, IProgress<double> progress, CancellationToken cancel)
    {
        if (item.IsFilm)
        {
            _notes.AddRange(FilmUpscaler.Run(item, network, _options, progress, cancel));
            return;
        }

        using var small = FullPicture.Open(item.From);
        using var large = new TiledUpscaler(network, _options).Upscale(small, progress, cancel);
        large.Save(item.To);
        if (small.HasExif && Path.GetExtension(item.To).ToLowerInvariant() is ".tif" or ".tiff")
        {
            _notes.Add($"{item.To} cannot hold the EXIF of {item.From} (its camera and time): it is left out.");
        }
    }

    private static UpscaleItem Item(string file, Func<string, string> outputWith)
    {
        var isFilm = IsFilm(file);
        return new(file, outputWith(MediaKinds.WrittenExtension(file, isFilm)), isFilm);
    }

    // a file that cannot be read is reported when it is upscaled
    private static bool IsFilm(string file)
    {
        try
        {
            return MediaKinds.IsFilm(file);
        }
        catch (AtelierException)
        {
            return false;
        }
    }

    private static bool CanBeWritten(UpscaleItem item) =>
        MediaKinds.IsWritten(item.To, item.IsFilm ? MediaUse.Film : MediaUse.Picture)
            || (item.IsFilm && Path.GetExtension(item.To).Length == 0);

    private static IEnumerable<string> Expand(string input)
    {
        if (Directory.Exists(input))
        {
            var inside = MediaFolder.List(input, Known);
            return inside.Count > 0
                ? inside
                : throw new ImageFormatException($"The folder {input} holds no picture ({MediaKinds.Names(Known, written: false)}).");
        }

        if (!IsPattern(input))
        {
            return File.Exists(input) ? [input] : throw new ImageFormatException($"There is no file '{input}'.");
        }

        var folder = Path.GetDirectoryName(input) is { Length: > 0 } named ? named : ".";
        var found = Directory.Exists(folder) ? MediaFolder.List(folder, Known, Path.GetFileName(input)) : [];
        return found.Count > 0 ? found : throw new ImageFormatException($"No picture fits the pattern '{input}'.");
    }

    private static bool IsPattern(string input) => !File.Exists(input) && input.AsSpan().ContainsAny('*', '?');
}

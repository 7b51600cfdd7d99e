using System.Globalization;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>A picture or film to be enlarged.</summary>
/// <param name="From">Its file.</param>
/// <param name="To">The file of the result.</param>
/// <param name="IsFilm">Whether it is a film, or an animation.</param>
public sealed record UpscaleItem(string From, string To, bool IsFilm = false);

/// <summary>All that one command enlarges: pictures, folders and patterns of them, films.</summary>
public sealed class UpscaleJob
{
    private const MediaUse Known = MediaUse.Picture | MediaUse.Film;
    private readonly UpscaleOptions _options;
    private readonly List<string> _made = [];
    private readonly List<string> _remarks = [];

    private UpscaleJob(IReadOnlyList<UpscaleItem> items, UpscaleOptions options) => (Items, _options) = (items, options);

    /// <summary>What is to be enlarged.</summary>
    public IReadOnlyList<UpscaleItem> Items { get; }

    /// <summary>The results there are.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>What of them the results could not hold, a sentence each.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Finds the pictures and where each goes.</summary>
    /// <param name="inputs">Files, folders, or patterns with * and ?.</param>
    /// <param name="output">The result's file, or for several a folder; null for the usual place.</param>
    /// <param name="options">How they are enlarged.</param>
    /// <exception cref="UserException">A file is missing, a folder or pattern has no picture,
    /// or two results would have one name.</exception>
    public static UpscaleJob Plan(IReadOnlyList<string> inputs, string? output, UpscaleOptions options)
    {
        var several = inputs.Count > 1 || Directory.Exists(inputs[0]) || IsPattern(inputs[0]);
        var files = inputs.SelectMany(Expand).Distinct().ToList();
        var times = string.Create(CultureInfo.InvariantCulture, $"-x{options.Scale:0.##}");
        var items = files.Select(file => Item(file, extension => several
            ? Path.Combine(output ?? "upscaled", Path.GetFileNameWithoutExtension(file) + extension)
            : output ?? Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file) + times + extension))).ToList();
        if (items.GroupBy(item => Path.GetFullPath(item.To)).FirstOrDefault(group => group.Count() > 1) is { } clash)
        {
            throw new UserException(
                $"{clash.First().From} and {clash.Last().From} would both become {clash.First().To}: enlarge them apart.");
        }

        if (items.FirstOrDefault(item => !CanBeWritten(item)) is { } wrong)
        {
            throw new UserException(wrong.IsFilm
                ? $"Films are written as {MediaKinds.Names(MediaUse.Film, written: true)} or a folder of frames; '{wrong.To}' is none " +
                    "of them."
                : $"Pictures are written as {MediaKinds.Names(MediaUse.Picture, written: true)}; '{wrong.To}' is none of them.");
        }

        return new(items, options);
    }

    /// <summary>Tries the places of all results, before any work is done.</summary>
    /// <exception cref="UserException">One cannot be written to.</exception>
    public void RequireWritable()
    {
        foreach (var item in Items)
        {
            // a folder of frames is made when it is whole
            AtomicFile.RequireWritable(Path.GetExtension(item.To).Length > 0 ? item.To : item.To + ".tmp");
        }
    }

    /// <summary>Enlarges all; what cannot be read or written is told, and the others go on.</summary>
    /// <param name="network">What enlarges.</param>
    /// <param name="report">Is told which file it is at and the share that is done.</param>
    /// <param name="cancel">Stops it between tiles.</param>
    /// <returns>One sentence for each that failed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what is made already stays.</exception>
    public IReadOnlyList<string> Run(Upscaler network, Action<string, double> report, CancellationToken cancel)
    {
        var faults = new List<string>();
        foreach (var (i, item) in Items.Index())
        {
            IProgress<double> progress = new SynchronousProgress<double>(
                share => report(Path.GetFileName(item.From), (i + share) / Items.Count));
            try
            {
                Enlarge(item, network, progress, cancel);
                _made.Add(item.To);
            }
            catch (AtelierException) when (cancel.IsCancellationRequested) // Ctrl-C reached ffmpeg first
            {
                throw new OperationCanceledException(cancel);
            }
            catch (AtelierException e)
            {
                faults.Add(e.Message);
            }
        }

        return faults;
    }

    private void Enlarge(UpscaleItem item, Upscaler network, IProgress<double> progress, CancellationToken cancel)
    {
        if (item.IsFilm)
        {
            _remarks.AddRange(FilmUpscale.Run(item, network, _options, progress, cancel)
                .Select(what => $"{item.To} cannot hold the {what} of {item.From}: they are left out."));
            return;
        }

        using var small = FullPicture.Open(item.From);
        using var large = new Enlarger(network, _options).Enlarge(small, progress, cancel);
        large.Save(item.To);
    }

    private static UpscaleItem Item(string file, Func<string, string> place)
    {
        var isFilm = IsFilm(file);
        return new(file, place(MediaKinds.WrittenExtension(file, isFilm)), isFilm);
    }

    // what cannot be read is told when its turn comes
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
                : throw new UserException($"The folder {input} holds no picture ({MediaKinds.Names(Known, written: false)}).");
        }

        if (!IsPattern(input))
        {
            return File.Exists(input) ? [input] : throw new UserException($"There is no file '{input}'.");
        }

        var folder = Path.GetDirectoryName(input) is { Length: > 0 } named ? named : ".";
        var found = Directory.Exists(folder) ? MediaFolder.List(folder, Known, Path.GetFileName(input)) : [];
        return found.Count > 0 ? found : throw new UserException($"No picture fits the pattern '{input}'.");
    }

    private static bool IsPattern(string input) => !File.Exists(input) && input.AsSpan().ContainsAny('*', '?');

    private static bool IsShown(string file) => MediaKinds.IsRead(file) && !Path.GetFileName(file).StartsWith('.');
}

using Atelier.Media;
using Atelier.Models.SuperResolution;
using Atelier.Core;

namespace Atelier.Art.Upscale;

/// <summary>A picture or film to be enlarged.</summary>
/// <param name="From">Its file.</param>
/// <param name="To">The file of the result.</param>
public sealed record UpscaleItem(string From, string To);

/// <summary>All that one command enlarges: pictures, folders and patterns of them, films.</summary>
public sealed class UpscaleJob
{
    private const MediaUse Known = MediaUse.Picture | MediaUse.Film;
    private readonly UpscaleOptions _options;
    private readonly List<string> _made = [];

    private UpscaleJob(IReadOnlyList<UpscaleItem> items, UpscaleOptions options) => (Items, _options) = (items, options);

    /// <summary>What is to be enlarged.</summary>
    public IReadOnlyList<UpscaleItem> Items { get; }

    /// <summary>The results there are.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>Finds the pictures and where each goes.</summary>
    /// <param name="inputs">Files, folders, or patterns with * and ?.</param>
    /// <param name="output">The result's file, or for several a folder; null for the usual place.</param>
    /// <param name="options">How they are enlarged.</param>
    /// <exception cref="UserException">A file is missing, a folder or pattern has no picture, or two results would have one name.</exception>
    public static UpscaleJob Plan(IReadOnlyList<string> inputs, string? output, UpscaleOptions options)
    {
        var several = inputs.Count > 1 || Directory.Exists(inputs[0]) || IsPattern(inputs[0]);
        var files = inputs.SelectMany(Expand).Distinct().ToList();
        string NewName(string file, string times) => Path.GetFileNameWithoutExtension(file) + times + MediaKinds.WrittenExtension(file, IsFilm(file));
        string Beside(string file) => Path.Combine(Path.GetDirectoryName(file)!, NewName(file, $"-x{options.Scale:0.##}"));
        var items = files.Select(file => new UpscaleItem(file, several ? Path.Combine(output ?? "upscaled", NewName(file, "")) : output ?? Beside(file))).ToList();
        if (items.GroupBy(item => Path.GetFullPath(item.To)).FirstOrDefault(group => group.Count() > 1) is { } clash)
        {
            throw new UserException($"{clash.First().From} and {clash.Last().From} would both become {clash.First().To}: enlarge them apart.");
        }

        if (!several && output is not null && !IsFilm(files[0]) && !MediaKinds.IsWritten(output, MediaUse.Picture))
        {
            throw new UserException($"Pictures are written as {MediaKinds.Names(MediaUse.Picture, written: true)}; '{output}' is none of them.");
        }

        return new(items, options);
    }

    /// <summary>Enlarges all; what cannot be read or written is told, and the others go on.</summary>
    /// <param name="network">What enlarges.</param>
    /// <param name="report">Is told which file it is at and the share that is done.</param>
    /// <param name="cancel">Stops it between tiles.</param>
    /// <returns>One sentence for each that failed.</returns>
    public IReadOnlyList<string> Run(Upscaler network, Action<string, double> report, CancellationToken cancel)
    {
        var faults = new List<string>();
        foreach (var (i, item) in Items.Index())
        {
            IProgress<double> progress = new Immediate<double>(share => report(Path.GetFileName(item.From), (i + share) / Items.Count));
            try
            {
                if (IsFilm(item.From))
                {
                    FilmUpscale.Run(item, network, _options, progress, cancel);
                }
                else
                {
                    using var small = FullPicture.Open(item.From);
                    using var large = new Enlarger(network, _options).Enlarge(small, progress, cancel);
                    large.Save(item.To);
                }

                _made.Add(item.To);
            }
            catch (UserException e)
            {
                faults.Add(e.Message);
            }
        }

        return faults;
    }

    private static IEnumerable<string> Expand(string input)
    {
        if (Directory.Exists(input))
        {
            var inside = MediaFolder.List(input, Known);
            return inside.Count > 0 ? inside : throw new UserException($"The folder {input} holds no picture ({MediaKinds.Names(Known, written: false)}).");
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

    // what may be either is a picture
    private static bool IsFilm(string file) => MediaKinds.IsRead(file, MediaUse.Film) && !MediaKinds.IsRead(file, MediaUse.Picture);
}

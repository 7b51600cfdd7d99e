using Atelier.Art.Imagine;
using Atelier.Core;

namespace Atelier.Art.Explore.History;

/// <summary>A run that was made before.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Made">When its record was written.</param>
/// <param name="Options">Its options.</param>
/// <param name="Picture">Its picture, or null if it has none yet.</param>
public sealed record PastRun(string Folder, DateTime Made, ImagineOptions Options, string? Picture)
{
    /// <summary>The runs below a folder, the latest first; those of grids, which are folders of their own, too. Folders that hold no
    /// readable record are left out.</summary>
    /// <param name="runsFolder">The folder of runs; one that does not exist holds none.</param>
    public static IEnumerable<PastRun> Below(string runsFolder) => Directory.Exists(runsFolder)
        ? Folders(runsFolder).Select(Read).OfType<PastRun>().OrderByDescending(run => run.Made)
        : [];

    /// <summary>Whether the words or the folder's name hold every one of these words, whatever their case.</summary>
    public bool Matches(IEnumerable<string> words) => words.All(word =>
        Options.Prompt.Contains(word, StringComparison.OrdinalIgnoreCase) || Folder.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Folders(string runsFolder) => Directory.GetDirectories(runsFolder)
        .Where(folder => Path.GetFileName(folder)[0] != '.')
        .SelectMany(folder => Path.Combine(folder, "cells") is var cells && Directory.Exists(cells)
            ? Directory.GetDirectories(cells)
            : [folder]);

    private static PastRun? Read(string folder)
    {
        var record = Path.Combine(folder, "run.json");
        if (!File.Exists(record))
        {
            return null;
        }

        try
        {
            var picture = Path.Combine(folder, "picture.png");
            return new(
                folder, File.GetCreationTime(record), TextToImagePipeline.ReadOptions(folder), File.Exists(picture) ? picture : null);
        }
        catch (AtelierException)
        {
            return null;
        }
    }
}

using Atelier.Models;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub.Packages;

namespace Atelier.Hub;

/// <summary>Downloads models of the catalogue. A model is downloaded into a temporary folder, which is renamed when it is complete.
/// Interrupted downloads are resumed.</summary>
public static class Download
{
    /// <summary>Downloads a model.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="folder">The parent of the model's folder, such as <see cref="ModelHub.Downloads"/>.</param>
    /// <param name="progress">Receives the progress of each file.</param>
    /// <param name="cancel">Stops it; the next call resumes.</param>
    /// <returns>The model's folder.</returns>
    /// <exception cref="DownloadException">No source has a file, a checksum differs, the disk has too little space, or the result is
    /// no model.</exception>
    public static async Task<string> RunAsync(
        CatalogueEntry entry, string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        var (target, unfinished) = (Path.Combine(folder, entry.FolderName), Path.Combine(folder, $".{entry.FolderName}.part"));
        if (Directory.Exists(target))
        {
            return target;
        }

        using var alone = OwnerLock.Acquire(Path.Combine(folder, $".{entry.FolderName}.lock"), $"The download of {entry.Name}");
        if (Directory.Exists(target)) // another process has finished it
        {
            return target;
        }

        try
        {
            Directory.CreateDirectory(unfinished);
            RequireSpace(entry, unfinished);
            foreach (var file in entry.Files)
            {
                var path = Path.Combine(unfinished, file.Name);
                if (!File.Exists(path)) // incomplete files end in .part
                {
                    await FetchAsync(entry, file, path + ".part", progress, cancel).ConfigureAwait(false);
                    File.Move(path + ".part", path);
                }
            }

            Verify(entry, unfinished);
            Directory.Move(unfinished, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"{entry.Name} cannot be kept in {folder}: {e.Message.TrimEnd('.')}; ATELIER_CACHE names another place.", e);
        }
    }

    private static async Task FetchAsync(
        CatalogueEntry entry, CatalogueFile file, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        var faults = new List<string>();
        foreach (var address in file.From)
        {
            try
            {
                await Fetchers.For(address).FetchAsync(address, path, progress, cancel).ConfigureAwait(false);
                if (file.Sha256 is null || await PinnedFile.HashAsync(path, cancel).ConfigureAwait(false) == file.Sha256)
                {
                    return;
                }

                File.Delete(path);
                faults.Add($"{address.Host}: what came is not what was published (its SHA-256 is another)");
            }
            catch (FetchException e)
            {
                faults.Add(e.Message);
            }
        }

        throw new DownloadException(
            $"{file.Name} of {entry.Name} could not be fetched: {string.Join("; ", faults)}; ask again to go on, or put the model's " +
            "files into a folder by hand and name that.");
    }

    // files without a checksum must at least be weights
    private static void Verify(CatalogueEntry entry, string folder)
    {
        try
        {
            ModelFiles.Find(folder).Open();
        }
        catch (AtelierException e)
        {
            Directory.Delete(folder, recursive: true);
            throw new DownloadException($"What came as {entry.Name} is no model ({e.Message.TrimEnd('.')}); it was thrown away.", e);
        }
    }

    private static void RequireSpace(CatalogueEntry entry, string folder)
    {
        var present = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        var (needed, free) = ((entry.Megabytes * 1_000_000L) - present, new DriveInfo(folder).AvailableFreeSpace);
        if (needed > free)
        {
            throw new DownloadException(
                $"{entry.Name} needs {needed / 1_000_000} MB more, and {folder} has room for {free / 1_000_000} MB; ATELIER_CACHE names " +
                "another place.");
        }
    }
}

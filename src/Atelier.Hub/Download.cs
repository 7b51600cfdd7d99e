using Atelier.Models;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub.Packages;

namespace Atelier.Hub;

/// <summary>Fetches a model of the catalogue. Everything goes to a folder of another name first, which is renamed when it is whole: a model
/// is there or it is not. A download that was cut off is gone on with.</summary>
public static class Download
{
    /// <summary>Fetches a model.</summary>
    /// <param name="entry">Which.</param>
    /// <param name="shelf">The folder that gets the model's folder, such as <see cref="ModelHub.Downloads"/>.</param>
    /// <param name="progress">Is told how far each file is.</param>
    /// <param name="cancel">Stops it; what is there is gone on with the next time.</param>
    /// <returns>The model's folder.</returns>
    /// <exception cref="UserException">No place gives a file, what came is not what was meant,
    /// there is no room, or another process fetches it.
    /// </exception>
    public static async Task<string> RunAsync(
        CatalogueEntry entry, string shelf, IProgress<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        var (target, unfinished) = (Path.Combine(shelf, entry.FolderName), Path.Combine(shelf, $".{entry.FolderName}.part"));
        if (Directory.Exists(target))
        {
            return target;
        }

        using var alone = OwnerLock.Take(Path.Combine(shelf, $".{entry.FolderName}.lock"), $"The download of {entry.Name}");
        if (Directory.Exists(target)) // another process was faster
        {
            return target;
        }

        try
        {
            Directory.CreateDirectory(unfinished);
            Require(entry, unfinished);
            foreach (var file in entry.Files)
            {
                var path = Path.Combine(unfinished, file.Name);
                if (!File.Exists(path)) // whole files have their name, others end in .part
                {
                    await FetchAsync(entry, file, path + ".part", progress, cancel).ConfigureAwait(false);
                    File.Move(path + ".part", path);
                }
            }

            Try(entry, unfinished);
            Directory.Move(unfinished, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"{entry.Name} cannot be kept in {shelf}: {e.Message.TrimEnd('.')}; ATELIER_CACHE names another place.", e);
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

        throw new UserException(
            $"{file.Name} of {entry.Name} could not be fetched: {string.Join("; ", faults)}; ask again to go on, or put the model's " +
            "files into a folder by hand and name that.");
    }

    // what has no checksum is at least a weight file
    private static void Try(CatalogueEntry entry, string folder)
    {
        try
        {
            ModelFiles.Find(folder).Open();
        }
        catch (AtelierException e)
        {
            Directory.Delete(folder, recursive: true);
            throw new UserException($"What came as {entry.Name} is no model ({e.Message.TrimEnd('.')}); it was thrown away.", e);
        }
    }

    private static void Require(CatalogueEntry entry, string folder)
    {
        var there = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        var (wanted, free) = ((entry.Megabytes * 1_000_000L) - there, new DriveInfo(folder).AvailableFreeSpace);
        if (wanted > free)
        {
            throw new UserException(
                $"{entry.Name} needs {wanted / 1_000_000} MB more, and {folder} has room for {free / 1_000_000} MB; ATELIER_CACHE names " +
                "another place.");
        }
    }
}

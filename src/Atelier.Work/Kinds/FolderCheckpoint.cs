using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Atelier.Core;

namespace Atelier.Work.Kinds;

/// <summary>A folder of a job as its state: what is in it is kept as one file, from which any worker goes on. Where a record in it names
/// the job's own folder, it names the folder of the worker that goes on.</summary>
/// <param name="run">The job.</param>
/// <param name="name">The folder's name within the job's own.</param>
internal sealed class FolderCheckpoint(JobRun run, string name)
{
    private const string Place = "{job}";  // stands for the job's folder
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(20);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The folder.</summary>
    public string Folder => Path.Combine(run.Folder, name);

    /// <summary>Brings back what an earlier worker kept.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="DataFormatException">It is damaged.</exception>
    public bool Restore()
    {
        if (run.Checkpoint is not { } state)
        {
            return false;
        }

        try
        {
            using var archive = new ZipArchive(new MemoryStream(state));
            archive.ExtractToDirectory(Folder);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException("The job's state is damaged; ordered again, it begins anew.", e);
        }

        foreach (var record in Records())
        {
            File.WriteAllText(record, File.ReadAllText(record).Replace(Place, run.Folder, StringComparison.Ordinal));
        }

        return true;
    }

    /// <summary>Keeps the folder, unless that was done a moment ago.</summary>
    /// <param name="iteration">Iterations done.</param>
    public void SaveNowAndThen(int iteration)
    {
        if (_clock.Elapsed > s_between)
        {
            Save(iteration);
        }
    }

    /// <summary>Keeps the folder; one that is too large for a studio is not kept.</summary>
    /// <param name="iteration">Iterations done.</param>
    public void Save(int iteration)
    {
        _clock.Restart();
        if (Directory.Exists(Folder) && Files().Sum(file => new FileInfo(file).Length) <= JobRun.LargestFile)
        {
            run.Save(iteration, Pack());
        }
    }

    private byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var file in Files())
            {
                using var entry = archive.CreateEntry(
                    Path.GetRelativePath(Folder, file).Replace('\\', '/'), CompressionLevel.NoCompression).Open();
                entry.Write(IsRecord(file)
                    ? Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace(run.Folder, Place, StringComparison.Ordinal))
                    : File.ReadAllBytes(file));
            }
        }

        return packed.ToArray();
    }

    private IEnumerable<string> Records() => Files().Where(IsRecord);

    // locks and unfinished files begin with a dot
    private IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).StartsWith('.'));

    private static bool IsRecord(string file) => Path.GetExtension(file) is ".json" or ".yaml";
}

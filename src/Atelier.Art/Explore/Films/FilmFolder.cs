using Atelier.Art.Explore.Films.Frames;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Atelier.Torch.WeightFiles;
using System.Globalization;
using System.Text;

namespace Atelier.Art.Explore.Films;

/// <summary>The folder beside a film, named like it and <c>.work</c>, that keeps its frames until the film is finished: <c>film.json</c>
/// (what is filmed), <c>frames/00001.png</c> and so on, <c>state.safetensors</c> (what the next frame depends on), <c>scenes/</c>. The same
/// film goes on from there; one process at a time uses it.</summary>
public sealed class FilmFolder : IDisposable
{
    private readonly OwnerLock _lock;
    private bool _isDeleted;

    private FilmFolder(string path, OwnerLock held) => (Folder, _lock) = (path, held);

    /// <summary>Its path.</summary>
    public string Folder { get; }

    /// <summary>The folder of the scenes that are made before the film.</summary>
    public string Scenes => Path.Combine(Folder, "scenes");

    /// <summary>Frames that are done.</summary>
    public int FramesDone { get; private set; }

    private string StateFile => Path.Combine(Folder, "state.safetensors");

    /// <summary>The folder of the work on a film.</summary>
    /// <param name="output">The film.</param>
    public static string PathFor(string output) => Path.TrimEndingDirectorySeparator(output) + ".work";

    /// <summary>Begins the work on a film, or goes on with it.</summary>
    /// <param name="output">The film.</param>
    /// <param name="record">All that its frames depend on.</param>
    /// <exception cref="OutputException">The folder holds another film, another process uses it, or it cannot be written.</exception>
    public static FilmFolder Open(string output, string record)
    {
        var path = PathFor(output);
        var file = Path.Combine(path, "film.json");
        if (Directory.Exists(path) && File.Exists(file) ? File.ReadAllText(file) != record : Directory.Exists(path) && IsForeign(path))
        {
            throw new OutputException(
                $"{path} holds the frames of a film that was asked for otherwise: ask for that one again, delete the folder, or name " +
                "another output.");
        }

        var folder = new FilmFolder(path, OwnerLock.AcquireFolder(path));
        try
        {
            AtomicFile.DiscardUnfinished(path);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(record));
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Restores the state after the last frame.</summary>
    /// <exception cref="DataFormatException">The state is damaged.</exception>
    public void Load(IFrameSource source)
    {
        if (!File.Exists(StateFile))
        {
            return;
        }

        using var scope = NewDisposeScope();
        var state = SafeTensors.Read(StateFile, out var numbers);
        FramesDone = numbers.TryGetValue("frames", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var frames)
            && frames >= 1 && frames <= source.Count ? frames
            : throw new DataFormatException($"{StateFile} is no state of this film; without the folder {Folder} it begins again.");
        source.Restore(state);
    }

    /// <summary>Keeps the next frame, and the state after it.</summary>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public void Add(Picture frame, IFrameSource source)
    {
        frame.Save(FrameFile(FramesDone));
        SafeTensors.Write(
            StateFile, source.State,
            new Dictionary<string, string> { ["frames"] = (FramesDone + 1).ToString(CultureInfo.InvariantCulture) });
        FramesDone++;
    }

    /// <summary>A frame that is done.</summary>
    public Picture Frame(int frame) => Picture.Load(FrameFile(frame));

    /// <summary>Deletes the folder: the film is finished.</summary>
    public void Delete()
    {
        _lock.Dispose();
        Directory.Delete(Folder, recursive: true);
        _isDeleted = true;
    }

    /// <summary>Releases the folder; one without any work in it is deleted.</summary>
    public void Dispose()
    {
        if (_isDeleted)
        {
            return;
        }

        _lock.Dispose();
        if (FramesDone == 0 && !File.Exists(StateFile) && !Directory.Exists(Scenes))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    // not ours: something else than what an interrupted beginning may leave
    private static bool IsForeign(string path) =>
        Directory.EnumerateFileSystemEntries(path).Any(entry => !Path.GetFileName(entry).StartsWith('.'));

    private string FrameFile(int frame) => Path.Combine(Folder, "frames", $"{frame + 1:D5}.png");
}

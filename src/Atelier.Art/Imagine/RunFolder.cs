using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Media;
using Atelier.Nn.WeightFiles;
using Atelier.Core;

namespace Atelier.Art.Imagine;

/// <summary>One run, one folder: <c>run.json</c> (everything needed to repeat it), <c>picture.png</c>, <c>steps/</c>, <c>state.safetensors</c>
/// (to go on from). Every file appears whole or not at all. One process at a time works in it.</summary>
public sealed partial class RunFolder
{
    private const string RecordName = "run.json";

    private RunFolder(string path) => Folder = path;

    /// <summary>Its path.</summary>
    public string Folder { get; }

    /// <summary>The finished picture.</summary>
    public string Picture => Path.Combine(Folder, "picture.png");

    private string Record => Path.Combine(Folder, RecordName);

    private string StateFile => Path.Combine(Folder, "state.safetensors");

    /// <summary>A new folder of its own, named after time and words, with its record.</summary>
    /// <exception cref="UserException">It cannot be written to.</exception>
    public static RunFolder Create(string root, ImagineOptions options)
    {
        var words = NewFolder.NameOf(Words().Matches(options.Prompt.Split('|')[0]).Take(6).Select(word => word.Value));
        var name = DateTime.Now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture) + (words.Length > 0 ? "-" + words : "");
        return new(NewFolder.Create(root, name, folder => Write(folder, options)));
    }

    /// <summary>A folder of an earlier run.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public static RunFolder Open(string path) => File.Exists(Path.Combine(path, RecordName)) ? new(path) : throw new UserException($"{path} is no run: it holds no run.json.");

    /// <summary>What the run was asked for.</summary>
    public ImagineOptions Options() => ImagineOptions.FromJson(File.ReadAllText(Record), Record);

    /// <summary>Writes the picture with its parameters inside.</summary>
    public static void WritePicture(string path, Picture picture, ImagineOptions options) =>
        picture.Save(path, new Dictionary<string, string> { ["Software"] = "Atelier", ["parameters"] = options.ToJson() });

    /// <summary>Writes a preview; returns its path.</summary>
    public string WritePreview(int iteration, Picture picture)
    {
        var path = Path.Combine(Folder, "steps", $"{iteration:D5}.png");
        picture.Save(path);
        return path;
    }

    /// <summary>Writes the state of a loop.</summary>
    public void Save(GuidedLoop loop)
    {
        var (tensors, numbers) = loop.State();
        SafeTensors.Write(StateFile, tensors, numbers);
    }

    /// <summary>Puts the saved state into a loop; false where none was saved yet.</summary>
    public bool Load(GuidedLoop loop)
    {
        if (!File.Exists(StateFile))
        {
            return false;
        }

        var stored = SafeTensors.Read(StateFile, out var numbers);
        loop.Restore(stored.ToDictionary(pair => pair.Key, pair => pair.Value.Read), numbers);
        return true;
    }

    /// <summary>Keeps other processes out of the folder until it is disposed of.</summary>
    /// <exception cref="UserException">Another process works in it: which one is told.</exception>
    public IDisposable Lock() => OwnerLock.TakeFolder(Folder);

    private static void Write(string folder, ImagineOptions options) =>
        AtomicFile.Write(Path.Combine(folder, RecordName), System.Text.Encoding.UTF8.GetBytes(options.ToJson() + "\n"));

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Words();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Runs;

/// <summary>One run, one folder: <c>run.json</c> (everything needed to repeat it), <c>order.json</c> (what else was asked
/// for), <c>picture.png</c>, <c>steps/</c>, <c>state.safetensors</c> (to go on from). Every file appears whole or not at
/// all. One process at a time works in it.</summary>
public sealed partial class RunFolder
{
    private const string RecordName = "run.json";
    private const string OrderName = "order.json";

    private RunFolder(string path) => Folder = path;

    /// <summary>Its path.</summary>
    public string Folder { get; }

    /// <summary>The finished picture.</summary>
    public string Picture => Path.Combine(Folder, "picture.png");

    private string Record => Path.Combine(Folder, RecordName);

    private string StateFile => Path.Combine(Folder, "state.safetensors");

    /// <summary>A new folder of its own, named after time and words, with its record.</summary>
    /// <exception cref="UserException">It cannot be written to.</exception>
    public static RunFolder Create(string root, ImagineOptions options, RunOrder order)
    {
        var words = NewFolder.NameOf(Words().Matches(options.Prompt.Split('|')[0]).Take(6).Select(word => word.Value));
        var name = DateTime.Now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture) + (words.Length > 0 ? "-" + words : "");
        return new(NewFolder.Create(root, name, folder =>
        {
            Write(folder, RecordName, options.ToJson());
            Write(folder, OrderName, order.ToJson());
        }));
    }

    /// <summary>A folder of an earlier run.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public static RunFolder Open(string path) =>
        File.Exists(Path.Combine(path, RecordName)) ? new(path) : throw new UserException($"{path} is no run: it holds no run.json.");

    /// <summary>What the run was asked for.</summary>
    /// <exception cref="UserException">Its record is broken.</exception>
    public ImagineOptions Options() => ImagineOptions.FromJson(InputFile.ReadText(Record, "a run's record"), Record);

    /// <summary>What else was asked for.</summary>
    /// <exception cref="UserException">The file that tells it is broken.</exception>
    public RunOrder Order() =>
        Path.Combine(Folder, OrderName) is var file && File.Exists(file) ? RunOrder.FromJson(InputFile.ReadText(file, "a run's record"), file) : new();

    /// <summary>Puts down what the run is asked for now.</summary>
    public void Write(ImagineOptions options, RunOrder order)
    {
        Write(Folder, RecordName, options.ToJson());
        Write(Folder, OrderName, order.ToJson());
    }

    /// <summary>How many iterations the saved state has behind it; 0 where there is none.</summary>
    /// <exception cref="UserException">The state is broken.</exception>
    public int IterationsDone()
    {
        if (!File.Exists(StateFile))
        {
            return 0;
        }

        SafeTensors.Read(StateFile, out var numbers);
        return numbers.TryGetValue("iteration", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var done) ? done
            : throw new UserException(
                $"{StateFile} is no state of a run: it does not tell its iteration; without that file the run begins again.");
    }

    /// <summary>Writes the picture with its parameters inside.</summary>
    public static void WritePicture(string path, Picture picture, ImagineOptions options) =>
picture.Save(path, options.Texts());

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
        loop.Restore(stored.ToDictionary(pair => pair.Key, pair => pair.Value.Read), numbers, StateFile);
        return true;
    }

    /// <summary>Keeps other processes out of the folder until it is disposed of.</summary>
    /// <exception cref="UserException">Another process works in it: which one is told.</exception>
    public IDisposable Lock() => OwnerLock.TakeFolder(Folder);

    private static void Write(string folder, string name, string json) =>
        AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(json + "\n"));

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Words();
}

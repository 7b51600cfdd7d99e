using System.Globalization;
using System.Text;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Runs;

/// <summary>The folder of a run: <c>run.json</c> (all options), <c>order.json</c> (what else it produces), <c>picture.png</c>,
/// <c>steps/</c>, <c>state.safetensors</c> (to resume from). Every file appears complete or not at all. One process at a time uses it.
/// </summary>
public sealed class RunFolder
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

    /// <summary>Creates a folder with its record.</summary>
    /// <param name="root">Its parent folder.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="order">What it produces besides its picture.</param>
    /// <param name="name">Its name; by default made of time and prompt.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static RunFolder Create(string root, ImagineOptions options, RunOrder order, string? name = null)
    {
        var named = name ?? NewFolder.Dated(options.Plan.Slug);
        return new(NewFolder.Create(root, named, folder =>
        {
            Write(folder, RecordName, options.ToJson());
            Write(folder, OrderName, order.ToJson());
        }));
    }

    /// <summary>Opens the folder of an earlier run.</summary>
    /// <exception cref="DataFormatException">It holds no run.</exception>
    public static RunFolder Open(string path) =>
        File.Exists(Path.Combine(path, RecordName)) ? new(path)
            : throw new DataFormatException($"'{path}' is no run: it holds no run.json.");

    /// <summary>The run's options.</summary>
    /// <exception cref="DataFormatException">The record is malformed.</exception>
    public ImagineOptions Options() => ImagineOptions.FromJson(InputFile.ReadText(Record, "a run's record", Malformed), Record);

    /// <summary>What the run produces besides its picture.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public RunOrder Order() =>
        Path.Combine(Folder, OrderName) is var file && File.Exists(file)
            ? RunOrder.FromJson(InputFile.ReadText(file, "a run's record", Malformed), file)
            : new();

    /// <summary>Writes options and order.</summary>
    public void Write(ImagineOptions options, RunOrder order)
    {
        Write(Folder, RecordName, options.ToJson());
        Write(Folder, OrderName, order.ToJson());
    }

    /// <summary>Iterations of the saved state; 0 if there is none.</summary>
    /// <exception cref="DataFormatException">The state is malformed.</exception>
    public int IterationsDone()
    {
        if (!File.Exists(StateFile))
        {
            return 0;
        }

        SafeTensors.Read(StateFile, out var numbers);
        return numbers.TryGetValue("iteration", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var done) ? done
            : throw new DataFormatException(
                $"{StateFile} is no state of a run: it does not tell its iteration; without that file the run begins again.");
    }

    /// <summary>Writes a picture with the options in its metadata.</summary>
    public static void WritePicture(string path, Picture picture, ImagineOptions options) =>
        picture.Save(path, options.Texts());

    /// <summary>Writes a preview.</summary>
    /// <returns>Its path.</returns>
    public string WritePreview(int iteration, Picture picture)
    {
        var path = Path.Combine(Folder, "steps", $"{iteration:D5}.png");
        picture.Save(path);
        return path;
    }

    /// <summary>Writes the picture of a generator of shapes as SVG, beside the picture.</summary>
    /// <param name="picture">The picture's path.</param>
    /// <param name="svg">The SVG.</param>
    public static void WriteSvg(string picture, string svg) =>
        AtomicFile.Write(Path.ChangeExtension(picture, ".svg"), Encoding.UTF8.GetBytes(svg));

    /// <summary>Writes the state of a loop.</summary>
    public void Save(GuidedLoop loop)
    {
        var (tensors, numbers) = loop.State();
        SafeTensors.Write(StateFile, tensors, numbers);
    }

    /// <summary>Resumes a loop from the saved state.</summary>
    /// <returns>False if there is none.</returns>
    public bool Resume(GuidedLoop loop)
    {
        if (!File.Exists(StateFile))
        {
            return false;
        }

        var stored = SafeTensors.Read(StateFile, out var numbers);
        loop.Restore(stored.ToDictionary(pair => pair.Key, pair => pair.Value.Read), numbers, StateFile);
        return true;
    }

    /// <summary>The best latent so far, which is the caller's to dispose.</summary>
    /// <exception cref="DataFormatException">The state is malformed.</exception>
    public Latent ReadBest(Device device) => GuidedLoop.BestOf(
        SafeTensors.Read(StateFile, out _).ToDictionary(pair => pair.Key, pair => (Func<Tensor>)pair.Value.Read), device);

    /// <summary>Locks the folder against other processes until the result is disposed.</summary>
    /// <exception cref="OutputException">Another process has locked it.</exception>
    public IDisposable Lock() => OwnerLock.AcquireFolder(Folder);

    private static DataFormatException Malformed(string message, Exception? inner) => new(message, inner);

    private static void Write(string folder, string name, string json) =>
        AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(json + "\n"));
}

using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources;

/// <summary>Pictures in a folder at any depth, in order of their names, with <see cref="Captions"/> if there are any. The source
/// <c>classes</c> takes the class from the first sub-folder.</summary>
internal sealed class FolderSource : IPictureSource
{
    private readonly DataOptions _options;
    private readonly string[] _names;
    private readonly Captions _captions;
    private readonly Dictionary<string, int> _classes;

    public FolderSource(DataOptions options, DataSplit split)
    {
        if (!Directory.Exists(options.Path))
        {
            throw new DataFormatException($"{options.Path} is no folder; a folder of pictures is needed.");
        }

        _options = options;
        var all = MediaFolder.List(options.Path.Value, MediaUse.Picture, recursive: true)
            .Select(file => Path.GetRelativePath(options.Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).ToList();
        _captions = new(options.Path, all);
        _names = [.. HeldOutSplit.Select(all, name => name, options.HeldOut, split)];
        Classes = options.Source == DataSource.Classes
            ? [.. all.Where(name => name.Contains('/')).Select(name => name.Split('/')[0]).Distinct()]
            : [];
        _classes = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        if (options.Source == DataSource.Classes && (Classes.Count < 2 || all.Exists(name => !name.Contains('/'))))
        {
            throw new DataFormatException($"{options.Path} does not hold one folder of pictures for each of at least two classes.");
        }
    }

    public int Count => _names.Length;

    public IReadOnlyList<string> Classes { get; }

    public string NameOf(int index) => Path.Combine(_options.Path, _names[index]);

    public PictureSample Read(int index)
    {
        var (path, name) = (NameOf(index), _names[index]);
        var classIndex = Classes.Count == 0 ? -1 : _classes[name.Split('/')[0]];
        return new(_options.Fit(Picture.Load(path)), classIndex, _captions.Find(path, name));
    }

    public string CaptionOf(int index) => _captions.Find(NameOf(index), _names[index]);

    public void Dispose()
    {
    }
}

using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources;

/// <summary>Pictures in a folder at any depth, by name; with <see cref="Captions"/> where there are some, and classes by
/// sub-folder where the recipe says so.</summary>
internal sealed class FolderSource : IPictureSource
{
    private readonly DataOptions _options;
    private readonly string[] _names;
    private readonly Captions _captions;
    private readonly Dictionary<string, int> _classes;

    public FolderSource(DataOptions options, DataPart part)
    {
        if (!Directory.Exists(options.Path))
        {
            throw new UserException($"{options.Path} is no folder; a folder of pictures is needed.");
        }

        _options = options;
        var all = MediaFolder.List(options.Path, MediaUse.Picture, recursive: true)
            .Select(file => Path.GetRelativePath(options.Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).ToList();
        _captions = new(options.Path, all);
        _names = [.. options.Part(all, name => name, part)];
        Classes = options.Source == DataSource.Classes
            ? [.. all.Where(name => name.Contains('/')).Select(name => name.Split('/')[0]).Distinct()]
            : [];
        _classes = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        if (options.Source == DataSource.Classes && (Classes.Count < 2 || all.Exists(name => !name.Contains('/'))))
        {
            throw new UserException($"{options.Path} does not hold one folder of pictures for each of at least two classes.");
        }
    }

    public int Count => _names.Length;

    public IReadOnlyList<string> Classes { get; }

    public string NameOf(int index) => Path.Combine(_options.Path, _names[index]);

    public PictureSample Read(int index)
    {
        var (path, name) = (NameOf(index), _names[index]);
        var category = Classes.Count == 0 ? -1 : _classes[name.Split('/')[0]];
        return new(_options.Fit(Picture.Load(path)), category, _captions.Of(path, name));
    }

    public string CaptionOf(int index) => _captions.Of(NameOf(index), _names[index]);

    public void Dispose()
    {
    }
}

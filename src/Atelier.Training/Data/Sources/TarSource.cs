using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;
using Microsoft.Win32.SafeHandles;

namespace Atelier.Training.Data.Sources;

/// <summary>WebDataset: tar files in which <c>0001.jpg</c>, <c>0001.txt</c> and <c>0001.cls</c> form a sample. Opening reads only the
/// headers; pictures are read from the archive without unpacking it.</summary>
internal sealed class TarSource : IPictureSource
{
    private static readonly string[] PictureEndings = ["png", "jpg", "jpeg", "webp"];
    private readonly DataOptions _options;
    private readonly List<SafeFileHandle> _files = [];
    private readonly Entry[] _entries;

    public TarSource(DataOptions options, DataSplit split)
    {
        _options = options;
        string[] shards = Directory.Exists(options.Path)
            ? [.. Directory.EnumerateFiles(options.Path, "*.tar").Order(StringComparer.Ordinal)]
            : [options.Path];
        var all = new List<Entry>();
        try
        {
            foreach (var shard in shards)
            {
                all.AddRange(Index(shard, _files.Count));
                _files.Add(File.OpenHandle(shard));
            }

            _entries = [.. HeldOutSplit.Select(all, entry => entry.Name, options.HeldOut, split)];
            var classes = _entries.Select(entry => entry.Class is { } segment ? ClassOf(segment, entry) + 1 : 0).DefaultIfEmpty(0).Max();
            Classes = [.. Enumerable.Range(0, classes).Select(i => $"{i}")];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Count => _entries.Length;

    public IReadOnlyList<string> Classes { get; }

    public string NameOf(int index) => _entries[index].Name;

    public PictureSample Read(int index)
    {
        var entry = _entries[index];
        var picture = Picture.Decode(Bytes(entry.Shard, entry.Picture), entry.Name);
        return new(_options.Fit(picture), entry.Class is { } segment ? ClassOf(segment, entry) : -1, CaptionOf(index));
    }

    public string CaptionOf(int index) =>
        _entries[index] is { Caption: { } caption, Shard: var shard } ? Encoding.UTF8.GetString(Bytes(shard, caption)).Trim() : "";

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static IEnumerable<Entry> Index(string shard, int number)
    {
        InputFile.Require(shard, "a tar", (message, inner) => new DataFormatException(message, inner));
        var parts = new Dictionary<string, Dictionary<string, Segment>>();
        try
        {
            using var file = File.OpenRead(shard);
            using var reader = new TarReader(file);
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    var dot = entry.Name.IndexOf('.', entry.Name.LastIndexOf('/') + 1);
                    var (key, ending) = dot < 0 ? (entry.Name, "") : (entry.Name[..dot], entry.Name[(dot + 1)..].ToLowerInvariant());
                    (parts.TryGetValue(key, out var known) ? known : parts[key] = [])[ending] = new(entry.DataOffset, (int)entry.Length);
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"{shard} is no complete tar file: {e.Message.TrimEnd('.')}.", e);
        }

        foreach (var (key, segments) in parts)
        {
            if (PictureEndings.Where(segments.ContainsKey).Select(ending => segments[ending]).FirstOrDefault() is { } picture)
            {
                yield return new(
                    number,
                    $"{Path.GetFileName(shard)}/{key}",
                    picture,
                    segments.GetValueOrDefault("txt"),
                    segments.GetValueOrDefault("cls"));
            }
        }
    }

    private int ClassOf(Segment segment, Entry entry) =>
        int.TryParse(Encoding.ASCII.GetString(Bytes(entry.Shard, segment)), CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and < 1_000_000 ? number : throw new DataFormatException($"{entry.Name}.cls holds no class number.");

    private byte[] Bytes(int shard, Segment segment)
    {
        var bytes = new byte[segment.Length];
        return RandomAccess.Read(_files[shard], bytes, segment.Offset) == bytes.Length
            ? bytes
            : throw new DataFormatException($"shard {shard} is truncated.");
    }

    private sealed record Segment(long Offset, int Length);

    private sealed record Entry(int Shard, string Name, Segment Picture, Segment? Caption, Segment? Class);
}

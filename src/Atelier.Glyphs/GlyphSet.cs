using System.IO.MemoryMappedFiles;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Core;
using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;
using Atelier.Torch;

namespace Atelier.Glyphs;

/// <summary>A drawing, an icon or emoji, with its words.</summary>
/// <param name="Row">The row of its pixels.</param>
/// <param name="Set">The icon set it comes from.</param>
/// <param name="Style">The words of its style, such as <c>3d render</c>.</param>
/// <param name="Concept">What it shows, lower case, such as <c>red apple</c>; the same in every set.</param>
/// <param name="Tags">Other words for it.</param>
/// <param name="Group">The Unicode emoji group, 0 to 9.</param>
public sealed record Glyph(int Row, string Set, string Style, string Concept, string[] Tags, int Group)
{
    /// <summary>Whether it is black on transparent and can be drawn in any colour.</summary>
    [JsonIgnore]
    public bool IsMono => Style == GlyphStyle.Icon;

    /// <summary>Whether it may be part of a test set. Clip art has near-duplicates, and the sets that only <see cref="GlyphSets.All"/> has
    /// would make the test set depend on the training set.</summary>
    [JsonIgnore]
    public bool CanBeHeldOut => IsCore && Set != ClipArt.Set;

    /// <summary>Whether it is a pictogram of a thing that no emoji shows, for starts of <c>imagine</c>.</summary>
    [JsonIgnore]
    public bool IsPictogram => Set == Pictograms.Set;

    // of GlyphSets.Core
    [JsonIgnore]
    internal bool IsCore => !GlyphSource.IsFurther(Set) && !IsPictogram;
}

/// <summary>Groups of sets of drawings.</summary>
public enum GlyphSets
{
    /// <summary>MIT, Apache-2.0 and public domain: Noto, Fluent, the Open Clip Art Library.</summary>
    Core,

    /// <summary>Also Twemoji and EmojiOne 2, whose licence (CC-BY-4.0) requires attribution, and the emoji of Firefox OS
    /// (Apache-2.0).</summary>
    All,

    /// <summary>Also the pictograms of game-icons.net, whose licence (CC-BY-3.0) requires attribution.</summary>
    Pictograms,
}

/// <summary>The built glyph data set: <c>index.jsonl</c> and <c>pictures.rgba</c> (square RGBA pictures of one size, memory-mapped).
/// </summary>
public sealed unsafe class GlyphSet : IDisposable
{
    /// <summary>Side of the drawings of the default data set.</summary>
    public const int DefaultSide = 128;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _pixels;

    private GlyphSet(IReadOnlyList<Glyph> glyphs, string pictures, int side)
    {
        (Glyphs, Side) = (glyphs, side);
        _file = MemoryMappedFile.CreateFromFile(pictures, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pixels);
        }
        catch
        {
            _view?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>All drawings of the sets it was opened with.</summary>
    public IReadOnlyList<Glyph> Glyphs { get; }

    /// <summary>Side of every stored drawing.</summary>
    public int Side { get; }

    /// <summary>Opens a built data set, to train on it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="sets">The sets to use.</param>
    /// <exception cref="DataFormatException">It is missing or incomplete, or was built without some of the sets.</exception>
    public static GlyphSet Open(string folder, GlyphSets sets = GlyphSets.Core) => Open(
        folder,
        [
            .. sets == GlyphSets.Core ? [] : GlyphSource.Further.Select(source => source.Set),
            .. sets == GlyphSets.Pictograms ? (string[])[Pictograms.Set] : [],
        ],
        $"'sets: {sets.ToString().ToLowerInvariant()}' asks for; 'sets: core' needs less");

    /// <summary>Opens the drawings of a built data set that starts are made of: the core sets and the pictograms.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="DataFormatException">It is missing or incomplete, or was built without the pictograms.</exception>
    public static GlyphSet OpenStarts(string folder) =>
        Open(folder, [Pictograms.Set], "starts are made of as well");

    // the core sets, and those that are added to them
    private static GlyphSet Open(string folder, IReadOnlyList<string> added, string why)
    {
        var (index, pictures) = (Path.Combine(folder, "index.jsonl"), Path.Combine(folder, "pictures.rgba"));
        if (!File.Exists(index) || !File.Exists(pictures))
        {
            throw Missing(folder);
        }

        var glyphs = ReadIndex(folder);
        if (added.FirstOrDefault(set => glyphs.All(glyph => glyph.Set != set)) is { } missing)
        {
            throw Unbuilt($"The glyph data set in {folder} is without {missing}, which {why}.", folder);
        }

        var bytes = new FileInfo(pictures).Length;
        var side = (int)Math.Sqrt(bytes / 4.0 / glyphs.Count);
        return side > 0 && bytes == (long)glyphs.Count * side * side * 4
            ? new([.. glyphs.Where(glyph => glyph.IsCore || added.Contains(glyph.Set))], pictures, side)
            : throw Unbuilt($"{pictures} does not match its index.", folder);
    }

    /// <summary>All drawings of a built data set, of all sets; their words do not depend on which sets are used.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="DataFormatException">It is missing or damaged.</exception>
    internal static IReadOnlyList<Glyph> ReadIndex(string folder)
    {
        var index = Path.Combine(folder, "index.jsonl");
        try
        {
            return [.. File.ReadLines(index).Select(line => JsonSerializer.Deserialize<Glyph>(line, Json)!)];
        }
        catch (FileNotFoundException)
        {
            throw Missing(folder);
        }
        catch (JsonException)
        {
            throw Unbuilt($"{index} is damaged.", folder);
        }
    }

    /// <summary>The RGBA pixels of a drawing, row by row, straight alpha.</summary>
    public ReadOnlySpan<byte> Pixels(Glyph glyph)
    {
        var bytes = Side * Side * 4;
        return new(_pixels + ((long)glyph.Row * bytes), bytes);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>That the data set is not in a folder, and how to build it.</summary>
    public static DataFormatException Missing(string folder) => Unbuilt($"The glyph data set is not in {folder}.", folder);

    private static DataFormatException Unbuilt(string message, string folder) =>
        new(message) { Buildable = GlyphDataset.SideOf(folder) is { } side ? $"glyphs --side {side}" : "glyphs" };
}

using System.Globalization;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Glyphs.Sources;
using Atelier.Glyphs.Words;
using Atelier.Hub;
using Atelier.Hub.Packages;
using Atelier.Imaging.Pictures;

namespace Atelier.Glyphs;

/// <summary>Progress of building a data set.</summary>
/// <param name="Step">What is being done, such as <c>drawing noto</c>.</param>
/// <param name="Share">The fraction done, 0 to 1.</param>
public readonly record struct BuildProgress(string Step, double Share);

/// <summary>The result of a build.</summary>
/// <param name="Glyphs">The number of drawings.</param>
/// <param name="Skipped">Drawings that this machine's SVG library cannot draw or that are blank: set, concept and reason.</param>
public sealed record GlyphBuild(int Glyphs, IReadOnlyList<string> Skipped);

/// <summary>
/// Builds the glyph data set from packages: openly licensed emoji sets in six styles, clip art, and pictograms of other things, rendered in
/// one size, each with its concept and tags. <see cref="GlyphSet"/> opens the result.
/// </summary>
public static class GlyphDataset
{
    private const string Name = "glyphs";
    private const double DownloadShare = 0.15;
    private const int Chunk = 256;
    private const double MinOpaque = 0.0183; // a smaller share of opaque pixels counts as blank
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The default folder of the data set.</summary>
    public static string Folder => FolderOf(GlyphSet.DefaultSide);

    /// <summary>The default folder of the data set with drawings of this side.</summary>
    public static string FolderOf(int side) =>
        Path.Combine(ModelHub.Cache, "data", side == GlyphSet.DefaultSide ? Name : $"{Name}-{side}");

    /// <summary>The side that a folder is named after; null if it is another name, or that of the default side.</summary>
    internal static int? SideOf(string folder) =>
        Path.GetFileName(folder) is var name && name.StartsWith(Name + "-", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var side) ? side : null;

    /// <summary>Downloads what is missing (82 MB), renders every glyph and writes <c>pictures.rgba</c> (800 MB at a side of 128) and
    /// <c>index.jsonl</c>.</summary>
    /// <param name="folder">Receives the data set; null for <see cref="FolderOf"/>.</param>
    /// <param name="side">Side of the drawings in pixels.</param>
    /// <param name="progress">Told what is being done and the fraction done.</param>
    /// <param name="cancel">Stops it; nothing is left half written.</param>
    /// <returns>How many drawings there are, and which were skipped.</returns>
    /// <exception cref="DownloadException">A package cannot be downloaded.</exception>
    /// <exception cref="OutputException">The folder cannot be written to.</exception>
    public static async Task<GlyphBuild> BuildAsync(
        string? folder = null, int side = GlyphSet.DefaultSide, IProgress<BuildProgress>? progress = null,
        CancellationToken cancel = default)
    {
        folder ??= FolderOf(side);
        var packages = Path.Combine(ModelHub.Cache, "packages");
        NpmPackage[] required =
        [
            GlyphSource.Emojibase, GlyphSource.Emojilib, Pictograms.Package,
            .. GlyphSource.Core.Concat(GlyphSource.Further).Select(source => source.Package),
        ];
        var tarballs = new Dictionary<NpmPackage, string>();
        foreach (var package in required)
        {
            progress?.Report(new($"downloading {package.Name} {package.Version}", DownloadShare * tarballs.Count / required.Length));
            tarballs[package] = await package.FetchAsync(packages, cancel: cancel).ConfigureAwait(false);
        }

        progress?.Report(new($"downloading {ClipArt.Package.Name} {ClipArt.Package.Version}", DownloadShare));
        var clipArt = await ClipArt.Package.FetchAsync(packages, cancel).ConfigureAwait(false);
        var wordNet = await WordNet.Package.FetchAsync(packages, cancel).ConfigureAwait(false);
        return await Task.Run(() => Draw(folder, side, package => tarballs[package], clipArt, wordNet, progress, cancel), cancel)
            .ConfigureAwait(false);
    }

    private static GlyphBuild Draw(
        string folder, int side, Func<NpmPackage, string> tarballs, string clipArt, string wordNet, IProgress<BuildProgress>? progress,
        CancellationToken cancel)
    {
        var words = EmojiWords.Read(tarballs(GlyphSource.Emojibase), tarballs(GlyphSource.Emojilib));
        var names = GlyphSource.Core.SelectMany(source => GlyphSource.Names(tarballs(source.Package))).DistinctBy(entry => entry.Name)
            .ToDictionary(entry => entry.Name, entry => entry.Code);
        var spellings = new EmojiNames(
            NpmPackage.Read(tarballs(GlyphSource.Emojibase), name => name is "meta/unicode-names.json")["meta/unicode-names.json"],
                words.Names.Concat(names.Select(entry => (entry.Key, entry.Value)))
                    .Concat(GlyphSource.Further.SelectMany(source => GlyphSource.Names(tarballs(source.Package)))));
        var sets = GlyphSource.Core.Count + GlyphSource.Further.Count + 2; // with clip art and pictograms
        var index = new List<Glyph>();
        var skipped = new List<string>();
        AtomicFile.Write(Path.Combine(folder, "pictures.rgba"), pictures =>
        {
            foreach (var (number, source) in GlyphSource.Core.Index())
            {
                AddIcons(number, source, name => names.GetValueOrDefault(name) ?? words.CodeOf(name));
            }

            Add(GlyphSource.Core.Count, ClipArt.Set, ClipArt.Style, [.. ClipArt.Read(clipArt, words.Vocabulary)]);
            foreach (var (number, source) in GlyphSource.Further.Index())
            {
                AddIcons(
                    GlyphSource.Core.Count + 1 + number, source, name => source.Misleading.Contains(name) ? null : spellings.CodeOf(name));
            }

            var known = index.SelectMany(glyph => glyph.Tags.Append(glyph.Concept)).ToHashSet();
            var things = Pictograms.Read(tarballs(Pictograms.Package), WordNet.Read(wordNet), known);
            Add(sets - 1, Pictograms.Set, GlyphStyle.Icon, [.. things]);

            void AddIcons(int number, GlyphSource source, Func<string, string?> codes) =>
                Add(number, source.Set, source.Style, [.. GlyphSource.Read(tarballs(source.Package), codes)
                    .Select(file => (file.Picture, Meaning: words.MeaningOf(file.Code)!)).Where(drawing => drawing.Meaning is not null)
                    .DistinctBy(drawing => drawing.Meaning.Concept)]);

            void Add(int number, string set, string style, (byte[] Picture, EmojiMeaning Meaning)[] drawings)
            {
                foreach (var (done, chunk) in drawings.Chunk(Chunk).Index())
                {
                    progress?.Report(new(
                        $"drawing {set}",
                        DownloadShare + ((1 - DownloadShare) * (number + ((double)done * Chunk / drawings.Length)) / sets)));
                    var pixels = new byte[chunk.Length][];
                    var faults = new string?[chunk.Length];
                    Parallel.For(
                        0, chunk.Length, new() { CancellationToken = cancel },
                        i => (pixels[i], faults[i]) = Rasterise(chunk[i].Picture, side));
                    foreach (var (i, (_, meaning)) in chunk.Index())
                    {
                        if (faults[i] is { } fault)
                        {
                            skipped.Add($"{set}: {meaning.Concept}: {fault}");
                            continue;
                        }

                        index.Add(new(index.Count, set, style, meaning.Concept, meaning.Tags, meaning.Group));
                        pictures.Write(pixels[i]);
                    }
                }
            }
        });
        AtomicFile.Write(Path.Combine(folder, "index.jsonl"), stream =>
        {
            foreach (var glyph in index)
            {
                JsonSerializer.Serialize(stream, glyph, Json);
                stream.WriteByte((byte)'\n');
            }
        });
        progress?.Report(new("done", 1));
        return new(index.Count, skipped);
    }

    // square RGBA of this side whatever the file's size, or why not
    private static (byte[] Pixels, string? Fault) Rasterise(byte[] file, int side)
    {
        try
        {
            var picture = PadToSquare(Picture.Decode(file, "its file", fit: side).Resize(side), side);
            return (picture.Pixels, picture.Channels != 4
                ? "it has no transparent background"
                : CountOpaque(picture.Pixels) < MinOpaque * side * side ? "it is blank" : null);
        }
        catch (AtelierException e)
        {
            return ([], e.Message);
        }
    }

    // pads to a transparent square
    private static Picture PadToSquare(Picture picture, int side)
    {
        if (picture.Width == picture.Height || picture.Channels != 4)
        {
            return picture;
        }

        var (left, top, row) = ((side - picture.Width) / 2, (side - picture.Height) / 2, 4 * picture.Width);
        var square = new byte[side * side * 4];
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Pixels.AsSpan(y * row, row).CopyTo(square.AsSpan(4 * (((top + y) * side) + left)));
        }

        return new(side, side, 4, square);
    }

    private static int CountOpaque(byte[] pixels) => Enumerable.Range(0, pixels.Length / 4).Count(i => pixels[(4 * i) + 3] > 128);
}

using System.Text.Json;
using System.Text;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>A drawing as a file.</summary>
/// <param name="Code">The code points of its emoji.</param>
/// <param name="Picture">The bytes of an SVG or WebP file.</param>
internal sealed record GlyphFile(string Code, byte[] Picture);

/// <summary>An openly licensed icon set.</summary>
/// <param name="Set">Its short name.</param>
/// <param name="Style">The name of its style in captions.</param>
/// <param name="Package">Its package.</param>
internal sealed record GlyphSource(string Set, string Style, NpmPackage Package)
{
    /// <summary>Icons that show something other than the emoji of the same name.</summary>
    public IReadOnlyList<string> Misleading { get; init; } = [];

    /// <summary>The sets of <see cref="GlyphSets.Core"/>, MIT and Apache-2.0: Noto by Google, Fluent by Microsoft.</summary>
    public static IReadOnlyList<GlyphSource> Core { get; } =
    [
        new("noto", "emoji", new("@iconify-json/noto", "1.2.9", "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad")),
        new("noto-v1", "blob", new("@iconify-json/noto-v1", "1.2.5", "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37")),
        new(
            "fluent-emoji",
            "glossy",
            new("@iconify-json/fluent-emoji", "1.2.7", "8044210dbf11e016d4de85f15d01a243423bd832457e7e2491df1b751c0e272b")),
        new(
            "fluent-emoji-flat",
            "flat",
            new("@iconify-json/fluent-emoji-flat", "1.2.6", "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175")),
        new(
            "fluent-emoji-high-contrast",
            "black and white icon",
            new("@iconify-json/fluent-emoji-high-contrast", "1.2.6", "0b92d48c90d2200bd499e3cdd09a127ca6a8c8ddefd34c35eb5a1e4994012ae0")),
        new(
            "fluent-emoji-3d",
            "3d render",
            new("@lobehub/fluent-emoji-3d", "1.1.0", "c1bb7eee7de090205a232518a9ab4adb3df458bfbe8a1f78232991194c8b2e58")),
    ];

    /// <summary>The further sets of <see cref="GlyphSets.All"/>, CC-BY-4.0 and (the last) Apache-2.0: Twemoji by Twitter, EmojiOne 2
    /// by Ranks.com, those of Firefox OS by Mozilla.</summary>
    public static IReadOnlyList<GlyphSource> Further { get; } =
    [
        new("twemoji", "flat", new("@iconify-json/twemoji", "1.2.5", "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7")),
        new("emojione", "flat", new("@iconify-json/emojione", "1.2.3", "26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e"))
        {
            Misleading = ["pistol"],
        },
        new("fxemoji", "flat", new("@iconify-json/fxemoji", "1.2.2", "f3e72b3c59d05e1db03b7e308d55c0d05bd7ba3f625a90da1b79313c12858eef"))
        {
            Misleading =
            [
                "cat", "dog", "mouse", "pig", "tiger", "kiss", "construction", "umbrella", "window", "keyboard",
                "personalcomputer", "pistol", "tramcar",
            ], // faces instead of animals, older meanings, a black square
        },
    ];

    /// <summary>Whether a set is one of <see cref="Further"/>.</summary>
    public static bool IsFurther(string set) => Further.Any(source => source.Set == set);

    /// <summary>Labels and tags of emoji, MIT.</summary>
    public static NpmPackage Emojibase { get; } = new(
        "emojibase-data", "17.0.0", "d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a");

    /// <summary>Keywords of emoji, MIT.</summary>
    public static NpmPackage Emojilib { get; } = new(
        "emojilib", "4.0.3", "7f9a6b43cff31d18985b7d65d11faba5bd971cbcc60020cf6d09322fbaaaf303");

    /// <summary>The drawings of a fetched package, one for each code, in the order of their codes.</summary>
    /// <param name="tarball">The fetched package.</param>
    /// <param name="codesByName">Code points by icon name, for sets without code points.</param>
    public static IEnumerable<GlyphFile> Read(string tarball, Func<string, string?> codesByName)
    {
        var files = NpmPackage.Read(tarball, name => name is "icons.json" or "chars.json"
            || (name.StartsWith("assets/", StringComparison.Ordinal) && name.EndsWith(".webp", StringComparison.Ordinal)));
        var glyphs = files.TryGetValue("icons.json", out var icons)
            ? Icons(icons, files["chars.json"], codesByName)
            : files.Select(file => new GlyphFile(EmojiWords.Code(Path.GetFileNameWithoutExtension(file.Key)), file.Value));
        return glyphs.DistinctBy(glyph => glyph.Code).OrderBy(glyph => glyph.Code, StringComparer.Ordinal);
    }

    /// <summary>The code points by icon name in a fetched package; iconify has them for some sets only.</summary>
    public static IEnumerable<(string Name, string Code)> Names(string tarball)
    {
        if (!NpmPackage.Read(tarball, name => name is "chars.json").TryGetValue("chars.json", out var characters))
        {
            return [];
        }

        using var names = JsonDocument.Parse(characters);
        return [.. names.RootElement.EnumerateObject().Select(entry => (entry.Value.GetString()!, EmojiWords.Code(entry.Name)))];
    }

    // iconify's format: bodies of SVG files by name, aliases, and names by code points
    private static IEnumerable<GlyphFile> Icons(byte[] icons, byte[] characters, Func<string, string?> codesByName)
    {
        using var set = JsonDocument.Parse(icons);
        using var names = JsonDocument.Parse(characters);
        var bodies = set.RootElement.GetProperty("icons");
        var codes = names.RootElement.EnumerateObject().Select(entry => (Code: EmojiWords.Code(entry.Name), Name: entry.Value.GetString()!))
            .Concat(
                bodies.EnumerateObject().Select(icon => (Code: codesByName(icon.Name)!, icon.Name)).Where(icon => icon.Code is not null));
        return [.. codes.Select(entry => Svg(set.RootElement, entry.Name) is { } svg ? new GlyphFile(entry.Code, svg) : null)
            .OfType<GlyphFile>()];
    }

    /// <summary>An icon of a set in iconify's format as a file; null if there is none of that name.</summary>
    internal static byte[]? Svg(JsonElement set, string name)
    {
        var bodies = set.GetProperty("icons");
        if (!bodies.TryGetProperty(name, out var icon) &&
            !(set.TryGetProperty("aliases", out var aliases) && aliases.TryGetProperty(name, out var alias)
                && bodies.TryGetProperty(alias.GetProperty("parent").GetString()!, out icon)))
        {
            return null;
        }

        double Number(string property, double defaultValue) =>
            icon.TryGetProperty(property, out var value) || set.TryGetProperty(property, out value) ? value.GetDouble() : defaultValue;
        var body = icon.GetProperty("body").GetString()!.Replace("currentColor", "#000");
        return Encoding.UTF8.GetBytes(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{GlyphSet.DefaultSide}\" " +
            $"height=\"{GlyphSet.DefaultSide}\" " +
            $"viewBox=\"{Number("left", 0)} {Number("top", 0)} {Number("width", 16)} {Number("height", 16)}\">{body}</svg>");
    }
}

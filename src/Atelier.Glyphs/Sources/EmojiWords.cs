using System.Text.Json;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>The meaning of an emoji in words.</summary>
/// <param name="Concept">Its Unicode name, lower case, such as <c>red apple</c>.</param>
/// <param name="Tags">Other words for it, not all of them fit for captions.</param>
/// <param name="Group">Its Unicode group.</param>
internal sealed record EmojiMeaning(string Concept, string[] Tags, int Group);

/// <summary>The words of every emoji that shows an object, by code points: labels and tags of emojibase, keywords of emojilib.</summary>
internal sealed class EmojiWords
{
    // flags, letters and labelled buttons do not show objects
    private static readonly HashSet<string> UnwantedGroups = ["component", "flags"];
    private static readonly HashSet<string> UnwantedSubgroups =
    [
        "av-symbol", "gender", "math", "punctuation", "currency", "keycap", "alphanum", "skin-tone", "hair-style",
    ];
    private static readonly HashSet<string> UnwantedConcepts =
        [
            "trade mark", "copyright", "registered", "atm sign", "back arrow", "end arrow", "on! arrow", "soon arrow",
            "top arrow", "water closet", "name badge", "no one under eighteen",
        ];

    private readonly Dictionary<string, EmojiMeaning> _meanings = [];
    private readonly Dictionary<string, string> _codesByName = [];

    /// <param name="data">emojibase's <c>en/data.json</c>.</param>
    /// <param name="messages">emojibase's <c>en/messages.json</c>, which names the groups.</param>
    /// <param name="keywords">emojilib's <c>emoji-en-US.json</c>.</param>
    public EmojiWords(byte[] data, byte[] messages, byte[] keywords)
    {
        using var names = JsonDocument.Parse(messages);
        using var library = JsonDocument.Parse(keywords);
        using var emojis = JsonDocument.Parse(data);
        var groups = Unwanted(names, "groups", UnwantedGroups);
        var subgroups = Unwanted(names, "subgroups", UnwantedSubgroups);
        foreach (var emoji in emojis.RootElement.EnumerateArray())
        {
            if (!emoji.TryGetProperty("group", out var group) || groups.Contains(group.GetInt32())
                || subgroups.Contains(emoji.GetProperty("subgroup").GetInt32()))
            {
                continue;
            }

            var label = emoji.GetProperty("label").GetString()!;
            var concept = label.ToLowerInvariant().Replace('’', '\'').Replace("“", "").Replace("”", "");
            if (Simplify(concept) is not { } words)
            {
                continue;
            }

            var tags = Texts(emoji, "tags").Concat(Texts(library.RootElement, emoji.GetProperty("emoji").GetString()!))
                .Select(tag => tag.Replace('_', ' '));
            var code = Code(emoji.GetProperty("hexcode").GetString()!);
            _meanings[code] = new(words, [.. tags.Distinct()], group.GetInt32());
            _codesByName[string.Join('-', concept.Replace("'", "").Split([' ', ':', ',', '.'], StringSplitOptions.RemoveEmptyEntries))] =
                code;
        }
    }

    /// <summary>Reads the fetched packages.</summary>
    public static EmojiWords Read(string emojibase, string emojilib)
    {
        var words = NpmPackage.Read(emojibase, name => name is "en/data.json" or "en/messages.json");
        var keywords = NpmPackage.Read(emojilib, name => name is "dist/emoji-en-US.json");
        return new(words["en/data.json"], words["en/messages.json"], keywords["dist/emoji-en-US.json"]);
    }

    /// <summary>Code points in lower-case hexadecimal, without variation selectors.</summary>
    public static string Code(string hexadecimal) => hexadecimal.ToLowerInvariant().Replace("-fe0f", "");

    /// <summary>The meaning; null for an emoji that is unknown or excluded, such as a flag, a letter or a skin tone.</summary>
    public EmojiMeaning? MeaningOf(string code) => _meanings.GetValueOrDefault(code);

    /// <summary>The code points of an icon by its name, such as <c>red-apple</c>.</summary>
    public string? CodeOf(string name) => _codesByName.GetValueOrDefault(name);

    /// <summary>All names, with hyphens for spaces, with their code points.</summary>
    public IEnumerable<(string Name, string Code)> Names => _codesByName.Select(entry => (entry.Key, entry.Value));

    /// <summary>Every single word of a concept or a tag.</summary>
    public IReadOnlySet<string> Vocabulary =>
        _meanings.Values.SelectMany(meaning => meaning.Tags.Append(meaning.Concept)).SelectMany(words => words.Split(' ', '-')).ToHashSet();

    // null for excluded ones: families, which the sets draw alike, and drawings that differ only in direction
    private static string? Simplify(string concept)
    {
        if (UnwantedConcepts.Contains(concept) || concept.EndsWith(" button", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = concept.Split(": ");
        return parts.Length == 1 ? concept
            : parts[0] is "man" or "woman" or "person" ? parts[1] switch
            {
                "bald" => $"bald {parts[0]}",
                "beard" => $"{parts[0]} with a beard",
                _ when parts[1].EndsWith(" hair", StringComparison.Ordinal) => $"{parts[0]} with {parts[1]}",
                _ => null,
            }
            : null;
    }

    private static HashSet<int> Unwanted(JsonDocument names, string kind, HashSet<string> unwanted) =>
    [
        .. names.RootElement.GetProperty(kind).EnumerateArray()
            .Where(entry => unwanted.Contains(entry.GetProperty("key").GetString()!))
            .Select(entry => entry.GetProperty("order").GetInt32()),
    ];

    /// <summary>The strings of a list, or none.</summary>
    internal static IEnumerable<string> Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(text => text.GetString()!) : [];
}

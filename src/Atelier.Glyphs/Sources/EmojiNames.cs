using System.Text.Json;

namespace Atelier.Glyphs.Sources;

/// <summary>Code points by icon name, ignoring spaces, hyphens and case. A name that two emoji share has none.</summary>
internal sealed class EmojiNames
{
    private readonly Dictionary<string, string?> _codes = [];

    /// <param name="unicode">emojibase's <c>meta/unicode-names.json</c>: Unicode's own names, by code points.</param>
    /// <param name="others">Names that emoji have elsewhere.</param>
    public EmojiNames(byte[] unicode, IEnumerable<(string Name, string Code)> others)
    {
        using var names = JsonDocument.Parse(unicode);
        foreach (var (name, code) in names.RootElement.EnumerateObject()
            .Select(entry => (entry.Value.GetString()!, EmojiWords.Code(entry.Name))).Concat(others))
        {
            var key = Normalized(name);
            _codes[key] = _codes.TryGetValue(key, out var known) && known != code ? null : code;
        }
    }

    /// <summary>The code points of an icon; null if its name is unknown or ambiguous.</summary>
    public string? CodeOf(string name) => _codes.GetValueOrDefault(Normalized(name));

    private static string Normalized(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

using System.Net;
using System.Text.RegularExpressions;
using System.Text;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>Drawings of objects from the Open Clip Art Library, as packaged by Debian: those in the public domain whose titles consist of
/// words that also describe emoji.</summary>
internal static partial class ClipArt
{
    /// <summary>Its short name.</summary>
    public const string Set = "openclipart";

    /// <summary>The name of its style in captions.</summary>
    public const string Style = "clip art";

    private const string Root = "/usr/share/openclipart/svg/";

    // folders of objects; no buttons, logos, patterns, flags, cards
    private static readonly Dictionary<string, int> Groups = new()
    {
        ["people"] = 1, ["animals"] = 3, ["plants"] = 3, ["food"] = 4, ["buildings"] = 5, ["transportation"] = 5, ["recreation"] = 6,
        ["containers"] = 7, ["decorations"] = 7, ["education"] = 7,
        ["electronics"] = 7, ["office"] = 7, ["science"] = 7, ["tools"] = 7,
    };

    private static readonly string[] UnwantedFolders =
    [
        "recreation/games/cards/", "transportation/roadsigns/", "transportation/aiga-symbols/", "recreation/religion/",
    ];
    private static readonly HashSet<string> StopWords = ["a", "an", "the", "of", "with", "and", "in", "on"];
    private static readonly HashSet<string> NoConcepts =
    [
        "various", "clip", "art", "clipart", "simple", "symbol", "sign", "card", "map", "homes", "menu", "number",
        "color", "black", "white",
    ];

    /// <summary>Its package; public domain, according to its copyright file and each drawing.</summary>
    public static DebianPackage Package { get; } = new(
        "openclipart-svg", "0.18+dfsg-19", "pool/main/o/openclipart", "989712d90d57dfa3230049f553bb43b76c30ee4d4b8c5f6e106e33f7db5cbdc5");

    /// <summary>The drawings of the fetched package with their meanings, in order of their paths.</summary>
    /// <param name="package">The fetched package.</param>
    /// <param name="known">The vocabulary of emoji.</param>
    public static IEnumerable<(byte[] Picture, EmojiMeaning Meaning)> Read(string package, IReadOnlySet<string> known) =>
        DebianPackage.Read(package, name => name.EndsWith(".svg", StringComparison.Ordinal) && GroupOf(name) is not null)
            .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(
                    file => (Picture: file.Value, Meaning: Meaning(Encoding.UTF8.GetString(file.Value), GroupOf(file.Key)!.Value, known)))
                .Where(drawing => drawing.Meaning is not null).Select(drawing => (drawing.Picture, drawing.Meaning!));

    /// <summary>The meaning of a drawing according to its metadata; null if it is not in the public domain or its title has words outside
    /// the vocabulary.</summary>
    public static EmojiMeaning? Meaning(string svg, int group, IReadOnlySet<string> known)
    {
        if (!svg.Contains("licenses/publicdomain", StringComparison.OrdinalIgnoreCase)
            && !svg.Contains("cc/PublicDomain", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var title = WebUtility.HtmlDecode(Title().Match(svg).Groups[1].Value).ToLowerInvariant().Replace('_', ' ');
        title = Besides().Replace(title, " ").Trim();
        string[] words = [.. title.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(StopWords.Contains)];
        return words.Length is >= 1 and <= 4 && !NoConcepts.Contains(words[^1])
            && words.All(word => StopWords.Contains(word) || known.Contains(word))
            ? new(string.Join(' ', words), [.. Keywords().Matches(svg).Select(match => match.Groups[1].Value.Trim().ToLowerInvariant())
                .Where(known.Contains).Distinct()], group)
            : null;
    }

    private static int? GroupOf(string path)
    {
        var start = path.IndexOf(Root, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var inside = path[(start + Root.Length)..];
        return UnwantedFolders.Any(folder => inside.StartsWith(folder, StringComparison.Ordinal))
            ? null
            : Groups.TryGetValue(inside.Split('/')[0], out var group) ? group : null;
    }

    [GeneratedRegex("<dc:title[^>]*>([^<]*)</dc:title>")]
    private static partial Regex Title();

    [GeneratedRegex("<rdf:li[^>]*>([^<]*)</rdf:li>")]
    private static partial Regex Keywords();

    // numbers, remarks in brackets, the author, what follows a dash or a comma
    [GeneratedRegex(@"clipart by [a-z ]+ -|\(.*?\)| [-,/].*$|,.*$|\d+|[.:!?]")]
    private static partial Regex Besides();
}

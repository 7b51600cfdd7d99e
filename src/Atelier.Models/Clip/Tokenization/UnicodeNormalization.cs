using System.Globalization;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>Unicode's normalisation forms (UAX 15) from a table of its database: in invariant globalisation mode, which needs no ICU,
/// <see cref="string.Normalize()"/> does nothing.</summary>
internal static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;
    private static readonly Lazy<Table> Database = new(Read);

    /// <summary>Canonical composition (NFC).</summary>
    public static string Composed(string text) =>
        text.All(char.IsAscii) ? text : Composed([.. text.EnumerateRunes().Select(rune => rune.Value)]);

    /// <summary>Compatibility decomposition (NFKC) of one character, such as a ligature or a full-width letter.</summary>
    public static string Compatible(string character)
    {
        return Database.Value.Decompositions.TryGetValue(char.ConvertToUtf32(character, 0), out var parts)
            ? Composed([.. parts.SelectMany(part => Decomposed(part, compatible: true))]) : character;
    }

    private static string Composed(List<int> codes)
    {
        var table = Database.Value;
        var pieces = codes.SelectMany(code => Decomposed(code, compatible: false)).ToList();
        for (var from = 0; from < pieces.Count; from++) // marks in the order of their classes
        {
            var length = pieces.Skip(from).TakeWhile(code => table.Class(code) != 0).Count();
            var marks = pieces.GetRange(from, length).OrderBy(table.Class).ToList();
            pieces.RemoveRange(from, length);
            pieces.InsertRange(from, marks);
            from += length;
        }

        var (composed, starter, last) = (new List<int>(), -1, -1);
        foreach (var code in pieces)
        {
            var order = table.Class(code);
            if (starter >= 0 && (last < order || last == -1) && Pair(composed[starter], code) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            (starter, last) = order == 0 ? (composed.Count, -1) : (starter, order);
            composed.Add(code);
        }

        return string.Concat(composed.Select(char.ConvertFromUtf32));
    }

    private static IEnumerable<int> Decomposed(int code, bool compatible)
    {
        if (code - HangulBase is var syllable and >= 0 and < Syllables)
        {
            var (lead, vowel, trail) = (syllable / (Vowels * Trails), syllable / Trails % Vowels, syllable % Trails);
            return trail == 0 ? [LeadBase + lead, VowelBase + vowel] : [LeadBase + lead, VowelBase + vowel, TrailBase + trail];
        }

        var table = Database.Value;
        return table.Decompositions.TryGetValue(code, out var parts) && (compatible || table.Canonical.Contains(code))
            ? parts.SelectMany(part => Decomposed(part, compatible)) : [code];
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is var lead and >= 0 and < Leads && second - VowelBase is var vowel and >= 0 and < Vowels)
        {
            return HangulBase + (((lead * Vowels) + vowel) * Trails);
        }

        if (first - HangulBase is var syllable and >= 0 and < Syllables && syllable % Trails == 0
            && second - TrailBase is var trail and > 0 and < Trails)
        {
            return first + trail;
        }

        return Database.Value.Compositions.TryGetValue((first, second), out var whole) ? whole : null;
    }

    // lines of code;combining class;decomposition, with a tag unless it is canonical, and ";excluded" from composition
    private static Table Read()
    {
        var table = new Table([], [], [], []);
        using var reader = new StreamReader(
            typeof(UnicodeNormalization).Assembly.GetManifestResourceStream("Atelier.Models.Clip.Tokenization.UnicodeForms.txt")!);
        while (reader.ReadLine()?.Split(';') is { } fields)
        {
            var code = Number(fields[0]);
            table.Classes[code] = byte.Parse(fields[1], CultureInfo.InvariantCulture);
            var words = fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int[] parts = [.. words.Where(word => word[0] != '<').Select(Number)];
            if (parts.Length > 0)
            {
                table.Decompositions[code] = parts;
            }

            if (parts.Length > 0 && fields[2][0] != '<')
            {
                table.Canonical.Add(code);
                if (fields.Length == 3)
                {
                    table.Compositions[(parts[0], parts[1])] = code;
                }
            }
        }

        return table;
    }

    private static int Number(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Table(
        Dictionary<int, byte> Classes,
        Dictionary<int, int[]> Decompositions,
        HashSet<int> Canonical,
        Dictionary<(int First, int Second), int> Compositions)
    {
        public int Class(int code) => Classes.GetValueOrDefault(code);
    }
}

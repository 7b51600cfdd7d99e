using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Atelier.Models.Clip;

/// <summary>What the official tokenizer has done to a text before it is split: ftfy's repairs, HTML entities, white space, lower case.</summary>
internal static partial class TextRepair
{
    private static readonly (string From, string To)[] Ligatures =
    [
        ("ĳ", "ij"), ("Ĳ", "IJ"), ("ŉ", "ʼn"), ("Ǳ", "DZ"), ("ǲ", "Dz"), ("ǳ", "dz"), ("Ǆ", "DŽ"), ("ǅ", "Dž"), ("ǆ", "dž"), ("Ǉ", "LJ"), ("ǈ", "Lj"), ("ǉ", "lj"),
        ("Ǌ", "NJ"), ("ǋ", "Nj"), ("ǌ", "nj"), ("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "ſt"), ("ﬆ", "st"),
    ];

    /// <summary>The text as it is split into words.</summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < 4; i++) // a repair may lay bare another fault
        {
            var repaired = Repaired(text);
            if (repaired == text)
            {
                break;
            }

            text = repaired;
        }

        text = Unescaped(Unescaped(text)).Trim();
        return Lower(Space().Replace(text, " ").Trim());
    }

    private static string Repaired(string text)
    {
        text = text.Contains('<') ? text : Unescaped(text);
        text = Mojibake.Repair(text);
        text = Ligatures.Aggregate(text, (part, ligature) => part.Replace(ligature.From, ligature.To));
        text = Wide().Replace(text, match => match.Value == "　" ? " " : UnicodeForm.Compatible(match.Value));
        text = Single().Replace(text, "'");
        text = Double().Replace(text, "\"");
        text = LineBreak().Replace(text, "\n");
        text = TerminalEscape().Replace(text, "");
        text = Control().Replace(text, "");
        return UnicodeForm.Composed(text);
    }

    // as Python's html.unescape: the old Latin-1 names count without their semicolon too, and the longest beginning of a name
    private static string Unescaped(string text) => Entity().Replace(text, match =>
    {
        if (WebUtility.HtmlDecode(match.Value) is var decoded && decoded != match.Value)
        {
            return decoded;
        }

        var name = match.Groups[1].Value;
        for (var length = name.Length; length >= 2; length--)
        {
            var letter = WebUtility.HtmlDecode($"&{name[..length]};");
            if (letter.Length == 1 && letter[0] <= 'ÿ' && letter != "'")
            {
                return letter + match.Value[(length + 1)..];
            }
        }

        return match.Value;
    });

    // as Python: İ becomes two letters, a final sigma its own, and the rest letter by letter
    private static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ':
                    lower.Append("i̇");
                    break;
                case 'Σ':
                    lower.Append(IsFinal(text, i) ? 'ς' : 'σ');
                    break;
                case var letter when char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    lower.Append(Rune.ToLowerInvariant(new Rune(letter, text[++i])).ToString());
                    break;
                case var letter:
                    lower.Append(letter switch { 'ǅ' => 'ǆ', 'ǈ' => 'ǉ', 'ǋ' => 'ǌ', 'ǲ' => 'ǳ', 'ẞ' => 'ß', _ => char.ToLowerInvariant(letter) });
                    break;
            }
        }

        return lower.ToString();
    }

    // a cased letter before, none after, marks and apostrophes between left out (Unicode's Final_Sigma)
    private static bool IsFinal(string text, int at)
    {
        var (before, after) = (at - 1, at + 1);
        while (before >= 0 && IsIgnored(text[before]))
        {
            before--;
        }

        while (after < text.Length && IsIgnored(text[after]))
        {
            after++;
        }

        return before >= 0 && char.IsLetter(text[before]) && !(after < text.Length && char.IsLetter(text[after]));
    }

    private static bool IsIgnored(char letter) => letter is '\'' or '.' or ':' or '·' or '’' || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format;

    [GeneratedRegex("&(#?[A-Za-z0-9]+);?")]
    private static partial Regex Entity();

    [GeneratedRegex("[\u3000\uff01-\uffef]")]
    private static partial Regex Wide();

    [GeneratedRegex("[\u02bc\u2018-\u201b]")]
    private static partial Regex Single();

    [GeneratedRegex("[\u201c-\u201f]")]
    private static partial Regex Double();

    [GeneratedRegex("\r\n|[\r\u2028\u2029\u0085]")]
    private static partial Regex LineBreak();

    [GeneratedRegex("\u001b\\[[0-9;]*[a-zA-Z]")]
    private static partial Regex TerminalEscape();

    [GeneratedRegex("[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]")]
    private static partial Regex Control();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

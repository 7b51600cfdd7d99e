using System.Net;
using System.Text.RegularExpressions;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>The cleaning that the official tokenizer does before it splits a text: ftfy, HTML entities,
/// white space, lower case.</summary>
internal static partial class TextRepair
{
    /// <summary>The cleaned text.</summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < 4; i++) // a repair may uncover another fault
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
        text = LigatureOrWide().Replace(text, match => UnicodeNormalization.Compatible(match.Value));
        text = Single().Replace(text, "'");
        text = Double().Replace(text, "\"");
        text = LineBreak().Replace(text, "\n");
        text = TerminalEscape().Replace(text, "");
        text = Control().Replace(text, "");
        return UnicodeNormalization.Composed(text);
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

    // as Python: İ becomes two letters, and a sigma that ends a word its own
    private static string Lower(string text) =>
        FinalSigma().Replace(text, "ς").Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("&(#?[A-Za-z0-9]+);?")]
    private static partial Regex Entity();

    [GeneratedRegex("[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u3000\ufb00-\ufb06\uff01-\uffef]")]
    private static partial Regex LigatureOrWide();

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

    // Unicode's Final_Sigma: a cased letter before and none after, whatever lies between that is ignored
    [GeneratedRegex(@"(?<=\p{L}[\p{Mn}\p{Cf}'.:·’]*)Σ(?![\p{Mn}\p{Cf}'.:·’]*\p{L})")]
    private static partial Regex FinalSigma();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

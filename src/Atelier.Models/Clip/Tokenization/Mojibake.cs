using System.Text;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>Repairs UTF-8 that was decoded as a one-byte code page, wherever letters are exactly the bytes of one character; single C1
/// controls are decoded as Windows-1252.</summary>
internal static class Mojibake
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // Windows-1252 and 1250; undefined bytes stand for themselves
    private static readonly Dictionary<char, byte>[] Pages = [Page(1252), Page(1250)];

    /// <summary>The repaired text.</summary>
    public static string Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (Character(text, i) is { } found)
            {
                repaired.Append(found.Text);
                i += found.Length - 1;
            }
            else
            {
                repaired.Append(text[i] is >= '\u0080' and <= '\u009f' ? Decoded(1252, (byte)text[i]) : text[i]);
            }
        }

        return repaired.ToString();
    }

    // a lead byte and as many continuation bytes as it asks for, all in one page
    private static (string Text, int Length)? Character(string text, int at)
    {
        foreach (var page in Pages)
        {
            if (!page.TryGetValue(text[at], out var lead) || lead < 0xC2 || lead > 0xF4)
            {
                continue;
            }

            var length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            var bytes = new byte[length];
            bytes[0] = lead;
            var sound = at + length <= text.Length;
            for (var i = 1; sound && i < length; i++)
            {
                sound = page.TryGetValue(text[at + i], out bytes[i]) && bytes[i] is >= 0x80 and <= 0xBF;
            }

            // more likely a word in capitals
            var capitals = lead > 0xC3 && text.AsSpan(at, Math.Min(length, text.Length - at)).ToString().All(char.IsUpper);
            if (!sound || capitals)
            {
                continue;
            }

            try
            {
                return (Strict.GetString(bytes), length);
            }
            catch (DecoderFallbackException)
            {
            }
        }

        return null;
    }

    private static Dictionary<char, byte> Page(int number) =>
        Enumerable.Range(0x80, 0x80).ToDictionary(code => Decoded(number, (byte)code), code => (byte)code);

    private static char Decoded(int page, byte code) => CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetString([code])[0];
}

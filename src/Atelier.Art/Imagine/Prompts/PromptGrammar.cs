using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Atelier.Core;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>Parses prompts as a user types them: <c>words:weight:stop|more words:weight</c>. Numbers count only at the end. An integer
/// after a digit and a colon is a time or a ratio (12:30, 16:9) and belongs to the words. Quoted words are literal; <c>\:</c>, <c>\|</c>
/// and <c>\"</c> escape one character.</summary>
internal static partial class PromptGrammar
{
    private const int Longest = 10_000;

    // both stand in the words until the numbers are split off
    private const char Literal = '\uE000'; // before a character that was escaped or quoted
    private const char Quote = '\uE001';   // in place of a quotation mark

    /// <summary>All prompts of a text.</summary>
    /// <exception cref="OptionException">A prompt is empty, or has three numbers or a number out of range; a quotation mark is not closed;
    /// or the text is too long.</exception>
    public static IReadOnlyList<Prompt> Parse(string text) => text.Length <= Longest ? [.. Split(text).Select(ParseOne)]
        : throw new OptionException($"A prompt of {text.Length:N0} characters cannot be read: at most {Longest:N0} can.");

    // splits at | outside of quotation marks, and marks literal characters
    private static IEnumerable<string> Split(string text)
    {
        var part = new StringBuilder();
        var (quoted, hasBegun) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ':' or '|' or '"')
            {
                part.Append(Literal).Append(text[++i]);
                hasBegun = true;
            }
            else if (text[i] == '"' && (quoted || !hasBegun))
            {
                (quoted, hasBegun) = (!quoted, true);
                part.Append(Quote);
            }
            else if (text[i] == '|' && !quoted)
            {
                yield return part.ToString();
                part.Clear();
                hasBegun = false;
            }
            else
            {
                hasBegun |= !char.IsWhiteSpace(text[i]);
                part.Append(quoted && text[i] == ':' ? $"{Literal}:" : text[i].ToString());
            }
        }

        if (quoted)
        {
            throw new OptionException(
                $"A quotation mark of the prompt {text} is not closed; write \\\" for one that belongs to the words.");
        }

        yield return part.ToString();
    }

    private static Prompt ParseOne(string text)
    {
        var match = Form().Match(text);
        var words = match.Groups["words"].Value;
        var numbers = match.Groups["number"].Captures.Select(capture => capture.Value).ToList();
        while (numbers.Count > 0 && IsInteger(numbers[0]) && words.Length > 0 && char.IsAsciiDigit(words[^1]))
        {
            words += ":" + numbers[0];
            numbers.RemoveAt(0);
        }

        var subject = new string([.. words.Where(letter => letter is not (Literal or Quote))]).Trim();
        return subject.Length == 0
            ? throw new OptionException("A prompt is empty: say what the picture should show, such as \"a red apple\".")
                : numbers.Count > 2 ? throw new OptionException(
                    $"The prompt \"{subject}\" has three numbers or more; it may have a weight and a stop, such as \"{subject}:0.5:0.2\".")
                : new(
                    subject,
                    numbers.Count > 0 ? ParseNumber(numbers[0], "weight") : 1,
                    numbers.Count > 1 ? ParseNumber(numbers[1], "stop") : double.NegativeInfinity);

        double ParseNumber(string written, string what) =>
            double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                && Math.Abs(number) <= 1e6 ? number
            : what == "stop" && written.Trim() == "-inf" ? double.NegativeInfinity
            : throw new OptionException(
                $"\"{written.Trim()}\" is no {what} of the prompt \"{subject}\": a number from -1000000 to 1000000 is, as in " +
                $"\"{subject}:0.5\".");
    }

    private static bool IsInteger(string number) => number.All(char.IsAsciiDigit);

    [GeneratedRegex(
        @"^(?<words>.*?)(?<!\uE000)(?>(?::(?<number>\s*[-+]?(?>\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|infinity|inf|nan)\s*))*)$",
        RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}

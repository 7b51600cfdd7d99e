using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Atelier.Core;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>Reads prompts as they are typed: <c>words:weight:stop|more words:weight</c>. Numbers count only at the end. A whole number
/// behind a digit and a colon is a time or a ratio (12:30, 16:9) and belongs to the words. Words between quotation marks stay as they are;
/// <c>\:</c>, <c>\|</c> and <c>\"</c> are the letters themselves.</summary>
internal static partial class PromptGrammar
{
    private const int Longest = 10_000;

    // both stand in the words while numbers are looked for
    private const char Taken = '\uE000'; // before a letter that was escaped or quoted
    private const char Mark = '\uE001';  // instead of a quotation mark

    /// <summary>All prompts of a text.</summary>
    /// <exception cref="UserException">One is empty, has three numbers or a number that cannot be, or a quotation mark is not closed; or
    /// the text is longer than any prompt.</exception>
    public static IReadOnlyList<Prompt> Read(string text) => text.Length <= Longest ? [.. Split(text).Select(One)]
        : throw new UserException($"A prompt of {text.Length:N0} letters cannot be read: at most {Longest:N0} can.");

    // at | outside of quotation marks; what is taken literally is marked
    private static IEnumerable<string> Split(string text)
    {
        var part = new StringBuilder();
        var (quoted, begun) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ':' or '|' or '"')
            {
                part.Append(Taken).Append(text[++i]);
                begun = true;
            }
            else if (text[i] == '"' && (quoted || !begun))
            {
                (quoted, begun) = (!quoted, true);
                part.Append(Mark);
            }
            else if (text[i] == '|' && !quoted)
            {
                yield return part.ToString();
                part.Clear();
                begun = false;
            }
            else
            {
                begun |= !char.IsWhiteSpace(text[i]);
                part.Append(quoted && text[i] == ':' ? $"{Taken}:" : text[i].ToString());
            }
        }

        if (quoted)
        {
            throw new UserException($"A quotation mark of the prompt {text} is not closed; write \\\" for one that belongs to the words.");
        }

        yield return part.ToString();
    }

    private static Prompt One(string text)
    {
        var match = Form().Match(text);
        var words = match.Groups["words"].Value;
        var numbers = match.Groups["number"].Captures.Select(capture => capture.Value).ToList();
        while (numbers.Count > 0 && IsWhole(numbers[0]) && words.Length > 0 && char.IsAsciiDigit(words[^1]))
        {
            words += ":" + numbers[0];
            numbers.RemoveAt(0);
        }

        var subject = new string([.. words.Where(letter => letter is not (Taken or Mark))]).Trim();
        return subject.Length == 0
            ? throw new UserException("A prompt is empty: say what the picture should show, such as \"a red apple\".")
                : numbers.Count > 2 ? throw new UserException(
                    $"The prompt \"{subject}\" has three numbers or more; it may have a weight and a stop, such as \"{subject}:0.5:0.2\".")
                : new(
                    subject,
                    numbers.Count > 0 ? Number(numbers[0], "weight") : 1,
                    numbers.Count > 1 ? Number(numbers[1], "stop") : double.NegativeInfinity);

        double Number(string said, string what) =>
            double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                && Math.Abs(number) <= 1e6 ? number
            : what == "stop" && said.Trim() == "-inf" ? double.NegativeInfinity
            : throw new UserException(
                $"\"{said.Trim()}\" is no {what} of the prompt \"{subject}\": a number from -1000000 to 1000000 is, as in " +
                $"\"{subject}:0.5\".");
    }

    private static bool IsWhole(string number) => number.All(char.IsAsciiDigit);

    [GeneratedRegex(
        @"^(?<words>.*?)(?<!\uE000)(?>(?::(?<number>\s*[-+]?(?>\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|infinity|inf|nan)\s*))*)$",
        RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}

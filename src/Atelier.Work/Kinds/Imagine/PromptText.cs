using System.Globalization;
using System.Text;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>Writes literal prompts in the grammar of the engine's options, <c>words:weight:stop|more words</c>.</summary>
internal static class PromptText
{
    /// <summary>One prompt; its subject is read back as it is, but for white space at its ends.</summary>
    public static string Write(string subject, double weight, double? stop)
    {
        var text = new StringBuilder();
        foreach (var letter in subject)
        {
            text.Append(letter is ':' or '|' or '"' ? $"\\{letter}" : letter.ToString());
        }

        if (subject.EndsWith('\\'))
        {
            text.Append(' '); // or it would escape what follows
        }

        if (weight != 1 || stop is not null)
        {
            text.Append(':').Append(Number(weight));
        }

        return stop is { } distance ? text.Append(':').Append(Number(distance)).ToString() : text.ToString();
    }

    // never an integer: after words that end in a digit, that would be a time or a ratio
    private static string Number(double value) => value.ToString("0.0###############", CultureInfo.InvariantCulture);
}

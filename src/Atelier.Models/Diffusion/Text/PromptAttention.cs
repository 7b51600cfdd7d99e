using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Atelier.Models.Diffusion.Text;

/// <summary>A part of a prompt and how much it counts.</summary>
/// <param name="Text">The words; null where a new chunk begins (<c>BREAK</c>).</param>
/// <param name="Weight">1 is as written.</param>
public readonly record struct WeightedText(string? Text, double Weight);

/// <summary>Prompt weights in the grammar of stable-diffusion-webui: <c>(word)</c> counts 1.1 times, <c>(word:1.3)</c> 1.3 times,
/// <c>[word]</c> a 1.1th; brackets nest and multiply, and reach to the end where they are not closed; a backslash makes one a letter;
/// <c>BREAK</c> begins a new chunk.</summary>
public static partial class PromptAttention
{
    private const double Step = 1.1;

    /// <summary>The parts of a prompt, neighbours of one weight joined; one empty part where there are no words.</summary>
    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        var reader = new Reader();
        for (var at = 0; at < prompt.Length; at++)
        {
            switch (prompt[at])
            {
                case '\\':
                    reader.Add(at + 1 < prompt.Length && @"()[]\".Contains(prompt[at + 1]) ? prompt[++at].ToString() : "");
                    break;
                case '(' or '[':
                    reader.Open(isRound: prompt[at] == '(');
                    break;
                case ':' when ClosingWeight().Match(prompt, at) is { Success: true } match
                    && reader.Close(isRound: true, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)):
                    at += match.Length - 1;
                    break;
                case ')' when reader.Close(isRound: true, Step):
                case ']' when reader.Close(isRound: false, 1 / Step):
                    break;
                default:
                    reader.Add(prompt[at].ToString());
                    break;
            }
        }

        return reader.Finish();
    }

    [GeneratedRegex(@"\G:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\)")]
    private static partial Regex ClosingWeight();

    [GeneratedRegex(@"\s*\bBREAK\b\s*")]
    private static partial Regex Break();

    /// <summary>Letters with the brackets around them: runs of letters between brackets, each with a weight that may still
    /// change.</summary>
    private sealed class Reader
    {
        private readonly List<(StringBuilder Text, double Weight)> _runs = [(new(), 1)];
        private readonly Stack<int> _round = [];  // the first run inside each open bracket
        private readonly Stack<int> _square = [];

        public void Add(string letters) => _runs[^1].Text.Append(letters);

        public void Open(bool isRound)
        {
            _runs.Add((new(), 1));
            Of(isRound).Push(_runs.Count - 1);
        }

        /// <summary>Multiplies what is inside the innermost bracket; false where none is open.</summary>
        public bool Close(bool isRound, double weight)
        {
            if (!Of(isRound).TryPop(out var first))
            {
                return false;
            }

            for (var i = first; i < _runs.Count; i++)
            {
                _runs[i] = (_runs[i].Text, _runs[i].Weight * weight);
            }

            _runs.Add((new(), 1));
            return true;
        }

        public List<WeightedText> Finish()
        {
            while (Close(isRound: true, Step) || Close(isRound: false, 1 / Step))
            {
            }

            List<WeightedText> parts = [];
            foreach (var (text, weight) in _runs.Where(run => run.Text.Length > 0))
            {
                foreach (var (i, words) in Break().Split(text.ToString()).Index())
                {
                    if (i > 0)
                    {
                        parts.Add(new(null, 1));
                    }

                    if (parts.Count > 0 && parts[^1].Text is { } before && parts[^1].Weight == weight)
                    {
                        parts[^1] = new(before + words, weight);
                    }
                    else if (words.Length > 0)
                    {
                        parts.Add(new(words, weight));
                    }
                }
            }

            return parts.Count > 0 ? parts : [new("", 1)];
        }

        private Stack<int> Of(bool isRound) => isRound ? _round : _square;
    }
}

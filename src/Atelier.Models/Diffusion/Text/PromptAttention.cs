using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Models.Diffusion.Text;

/// <summary>A part of a prompt and how much it counts.</summary>
/// <param name="Text">The words; null where a new chunk begins (<c>BREAK</c>).</param>
/// <param name="Weight">1 is as written.</param>
public readonly record struct WeightedText(string? Text, double Weight);

/// <summary>Prompt weights in the grammar of stable-diffusion-webui (A1111): <c>(word)</c> counts 1.1 times, <c>(word:1.3)</c> 1.3 times,
/// <c>[word]</c> a 1.1th; brackets nest and multiply, a backslash makes one a letter, and <c>BREAK</c> begins a new chunk.</summary>
public static partial class PromptAttention
{
    private const double Step = 1.1;

    /// <summary>The parts of a prompt, neighbours of one weight joined; one empty part where there are no words.</summary>
    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        List<WeightedText> parts = [];
        Stack<int> round = [], square = []; // the first part inside each open bracket
        foreach (Match match in Token().Matches(prompt))
        {
            var text = match.Value;
            if (text[0] == '\\' && text.Length > 1)
            {
                parts.Add(new(text[1..], 1));
            }
            else if (text is "(" or "[")
            {
                (text == "(" ? round : square).Push(parts.Count);
            }
            else if (round.Count > 0 && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var weight))
            {
                Multiply(round.Pop(), weight);
            }
            else if (text == ")" && round.Count > 0)
            {
                Multiply(round.Pop(), Step);
            }
            else if (text == "]" && square.Count > 0)
            {
                Multiply(square.Pop(), 1 / Step);
            }
            else
            {
                foreach (var (i, part) in Break().Split(text).Index())
                {
                    parts.AddRange(i > 0 ? [new(null, 1), new(part, 1)] : new[] { new WeightedText(part, 1) });
                }
            }
        }

        foreach (var from in round)
        {
            Multiply(from, Step); // brackets left open reach to the end
        }

        foreach (var from in square)
        {
            Multiply(from, 1 / Step);
        }

        return Joined(parts);

        void Multiply(int from, double weight)
        {
            for (var i = from; i < parts.Count; i++)
            {
                parts[i] = parts[i] with { Weight = parts[i].Weight * weight };
            }
        }
    }

    private static List<WeightedText> Joined(List<WeightedText> parts)
    {
        List<WeightedText> joined = [];
        foreach (var part in parts)
        {
            if (part.Text is not null && joined.Count > 0 && joined[^1].Text is { } before && joined[^1].Weight == part.Weight)
            {
                joined[^1] = part with { Text = before + part.Text };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined.Count > 0 ? joined : [new("", 1)];
    }

    // an escaped sign, a bracket, a weight with the bracket it closes, or words
    [GeneratedRegex(@"\\[()\[\]\\]|\\|\(|\[|:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\)|\)|\]|[^\\()\[\]:]+|:")]
    private static partial Regex Token();

    [GeneratedRegex(@"\s*\bBREAK\b\s*")]
    private static partial Regex Break();
}

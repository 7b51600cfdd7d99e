using System.Text.RegularExpressions;

namespace Atelier.Studio.Faces.A1111;

/// <summary>Reduces prompts in AUTOMATIC1111's syntax to their words.</summary>
internal static partial class A1111Words
{
    /// <summary><c>(a fox:1.2), [dark] &lt;lora:x:1&gt;</c> becomes <c>a fox, dark</c>.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="ignored">The parts that have no meaning here.</param>
    public static string Reduce(string prompt, out IReadOnlyList<string> ignored)
    {
        ignored = [.. Network().Matches(prompt).Select(match => match.Value)];
        var words = Weighted().Replace(Network().Replace(prompt, ""), "$1");
        words = Bracket().Replace(words, "").Replace("\\(", "(").Replace("\\)", ")").Replace("\\[", "[").Replace("\\]", "]");
        return Space().Replace(words, " ").Trim();
    }

    [GeneratedRegex("<[a-z]+:[^>]*>")]
    private static partial Regex Network();

    // innermost first is enough: brackets that are left are dropped
    [GeneratedRegex(@"(?<!\\)\(([^()]*?):\s*[0-9.]+\s*\)")]
    private static partial Regex Weighted();

    [GeneratedRegex(@"(?<!\\)[()\[\]]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option that is one of several words; whatever else is said, is answered with all of them.</summary>
/// <typeparam name="T">What the words mean.</typeparam>
internal sealed class Choice<T> : Option<T>
{
    /// <summary>An option with its words; the first is the usual one.</summary>
    public Choice(IReadOnlyList<(string Word, T Value)> words, string name, params string[] aliases)
        : base(name, aliases)
    {
        var all = string.Join(", ", words.Select(pair => pair.Word));
        HelpName = string.Join('|', words.Select(pair => pair.Word));
        DefaultValueFactory = _ => words[0].Value;
        CompletionSources.Add([.. words.Select(pair => pair.Word)]);
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            foreach (var (word, value) in words)
            {
                if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            result.AddError($"{name} '{text}' is none of {all}.");
            return default;
        };
    }
}

/// <summary>Choices among the values of an enumeration.</summary>
internal static class Choice
{
    /// <summary>All values by their names in lower case, as they are declared.</summary>
    public static Choice<T> Of<T>(string name, params string[] aliases)
        where T : struct, Enum => new([.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))], name, aliases);
}

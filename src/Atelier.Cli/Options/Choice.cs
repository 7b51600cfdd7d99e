using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option that is one of several words; whatever else is said, is answered with all of them.</summary>
/// <typeparam name="T">What the words mean.</typeparam>
internal sealed class Choice<T> : Option<string>
{
    private readonly IReadOnlyList<(string Word, T Value)> _words;

    /// <summary>An option with its words; the first is the usual one.</summary>
    public Choice(IReadOnlyList<(string Word, T Value)> words, string name, params string[] aliases)
        : base(name, aliases)
    {
        _words = words;
        var all = string.Join(", ", words.Select(pair => pair.Word));
        HelpName = string.Join('|', words.Select(pair => pair.Word));
        DefaultValueFactory = _ => words[0].Word;
        CompletionSources.Add([.. words.Select(pair => pair.Word)]);
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var word = words.Select(pair => pair.Word).FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (word is null)
            {
                result.AddError($"{name} '{text}' is none of {all}.");
            }

            return word;
        };
    }

    /// <summary>What the word said means, or the usual one.</summary>
    public T Of(ParseResult parse) => _words.First(pair => pair.Word == parse.GetValue(this)).Value;
}

/// <summary>Choices among the values of an enumeration.</summary>
internal static class Choice
{
    /// <summary>All values by their names in lower case, as they are declared.</summary>
    public static Choice<T> Of<T>(string name, params string[] aliases)
        where T : struct, Enum =>
            new([.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))], name, aliases);
}

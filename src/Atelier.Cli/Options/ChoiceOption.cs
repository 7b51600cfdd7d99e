using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option whose value is one of several words. The error for any other value lists them.</summary>
/// <typeparam name="T">The type of the words' values.</typeparam>
internal sealed class ChoiceOption<T> : Option<string>
{
    private readonly IReadOnlyList<(string Word, T Value)> _words;

    /// <summary>An option with its words; the first is the default.</summary>
    public ChoiceOption(IReadOnlyList<(string Word, T Value)> words, string name, params string[] aliases)
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

    /// <summary>The value of the given word, or of the default.</summary>
    public T Get(ParseResult parse) => _words.First(pair => pair.Word == parse.GetValue(this)).Value;
}

/// <summary>Options whose words are the values of an enumeration.</summary>
internal static class ChoiceOption
{
    /// <summary>All values by their names in lower case, in order of declaration.</summary>
    public static ChoiceOption<T> FromEnum<T>(string name, params string[] aliases)
        where T : struct, Enum =>
            new([.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))], name, aliases);
}

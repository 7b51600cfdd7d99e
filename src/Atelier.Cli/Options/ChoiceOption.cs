using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option whose value is one of several words. The error for any other value lists them.</summary>
/// <typeparam name="T">The type of the words' values.</typeparam>
internal sealed class ChoiceOption<T> : Option<string>
{
    // arrays and loops: generic code over tuples would be compiled at every start
    private readonly string[] _words;
    private readonly T[] _values;

    /// <summary>An option with its words; the first is the default.</summary>
    public ChoiceOption((string Word, T Value)[] words, string name, params string[] aliases)
        : this(Array.ConvertAll(words, pair => pair.Word), Array.ConvertAll(words, pair => pair.Value), name, aliases)
    {
    }

    /// <summary>An option with words and the value of each; the first is the default.</summary>
    public ChoiceOption(string[] words, T[] values, string name, params string[] aliases)
        : base(name, aliases)
    {
        (_words, _values) = (words, values);
        HelpName = string.Join('|', words);
        DefaultValueFactory = _ => words[0];
        CompletionSources.Add(words);
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var word = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (word is null)
            {
                result.AddError($"{name} '{text}' is none of {string.Join(", ", words)}.");
            }

            return word;
        };
    }

    /// <summary>The value of the given word, or of the default.</summary>
    public T Get(ParseResult parse) => _values[Array.IndexOf(_words, parse.GetValue(this))];
}

/// <summary>Options whose words are the values of an enumeration.</summary>
internal static class ChoiceOption
{
    /// <summary>All values by their names in lower case, in order of declaration.</summary>
    public static ChoiceOption<T> FromEnum<T>(string name, params string[] aliases)
        where T : struct, Enum =>
            new(Array.ConvertAll(Enum.GetNames<T>(), word => word.ToLowerInvariant()), Enum.GetValues<T>(), name, aliases);
}

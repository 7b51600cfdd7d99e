using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>A command line, and whether it must be refused; else its result may also be right.</summary>
internal sealed record CommandRow(IReadOnlyList<string> Words, bool IsRefused)
{
    public override string ToString() =>
        string.Join(' ', Words.Select(word => word.Length is 0 or > 300 ? $"'{word.Length} letters'" : word));
}

/// <summary>Makes the odd command lines of a command from its own description: each option and argument in turn gets everything that is
/// odd for its kind, while the others stay as they are in a line that works.</summary>
internal static class CommandRows
{
    private static readonly string[] s_noNumbers =
    [
        "NaN", "inf", "-inf", "1e400", "abc", "1:2", "1.5.2", "99999999999999999999", "null", "1,5", "0x10", "1_000", "१", " ",
    ];

    private static readonly string[] s_smallNumbers = ["0", "-1"];
    private static readonly string[] s_noWords =
    [
        "nonsense", "0", "-1", "NaN", "null", " ", "a b", "1:2", "🦊", "[red]", "{0}", "%s", "a\nb", "-",
    ];

    private static readonly string[] s_oddWords =
    [
        "", " ", "\t", "a\nb", "-", "--", "-fox", "--nonsense", ":", "|", "a:b:c", "12:30", "a fox:nan", "a fox:1e400", "^", "🦊",
        "\u202Efox", "e\u0301", "\uFFFD", "%s%n%d", "{0}", "[red]", "[/]", "null", "NaN", "0", "-1", "1e400", "../../etc/passwd",
        "/", ".", "..", "~", "$HOME", "*", "?", "@file", "'", "\"", "\\", "\u001b[31m", "file:///etc/passwd",
        "http://localhost:1/a.png", "a=b=c", "=", ",", ",,", "0,0,0,0,0", "#ffffff", "#12", new string('x', 10_000),
        new string(':', 1000), new string('(', 10_000),
    ];

    /// <summary>The odd lines of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">The words that name it.</param>
    /// <param name="basis">A line of it that works, without those.</param>
    /// <param name="beside">What an option needs besides.</param>
    /// <param name="places">Odd files and places.</param>
    public static IEnumerable<CommandRow> Of(
        Command command, IReadOnlyList<string> path, IReadOnlyList<string> basis, Func<string, IEnumerable<string>> beside,
        OddPlaces places)
    {
        CommandRow Row(IEnumerable<string> words, bool isRefused) => new(Words(path, words), isRefused);
        foreach (var option in command.Options.Where(option => option.Name != "--help"))
        {
            string[] others = [.. Without(basis, option), .. beside(option.Name)];
            foreach (var (value, isRefused) in ValuesOf(path, option, places))
            {
                yield return Row([.. others, option.Name, value], isRefused);
            }

            if (option is not FlagOption)
            {
                yield return Row([.. others, option.Name], option.Arity.MinimumNumberOfValues > 0);
                yield return Row([.. others, $"{option.Name}="], option.Arity.MinimumNumberOfValues > 0);
            }
            else
            {
                yield return Row([.. others, $"{option.Name}=maybe"], isRefused: true);
            }

            yield return Row([.. others, $"{option.Name}{option.Name[^1]}", "1"], isRefused: true);
            yield return Row([.. others, option.Name.ToUpperInvariant(), "1"], isRefused: true);
        }

        foreach (var argument in command.Arguments)
        {
            var others = basis.Where(word => !word.StartsWith($"{argument.Name}:=", StringComparison.Ordinal)).ToList();
            var outputs = places.Outputs(path, argument.Name);
            foreach (var value in outputs ?? places.For(path, argument.Name) ?? s_oddWords)
            {
                yield return Row([.. others, "--", value], isRefused: outputs is not null);
            }

            yield return Row(others, isRefused: argument.Arity.MinimumNumberOfValues > 0);
        }

        foreach (var word in s_oddWords.Concat(s_noWords).Concat(s_noNumbers).Distinct())
        {
            yield return Row([.. basis, $"--{word}"], isRefused: word.Length > 0 && !word.Contains(' '));
            yield return Row([.. basis, $"--json={word}"], isRefused: true);
            yield return Row([.. basis, $"--quiet:{word}"], isRefused: true);
            if (!command.Arguments.Any(argument => argument.Arity.MaximumNumberOfValues > 1))
            {
                yield return Row([.. basis, "--", .. command.Arguments.Select(_ => "a"), word], isRefused: true);
            }
        }
    }

    /// <summary>A line, in which NAME:=value was the value of an argument.</summary>
    public static IReadOnlyList<string> Words(IEnumerable<string> path, IEnumerable<string> words) => [.. path, .. words.Select(Value)];

    private static string Value(string word) =>
        word.IndexOf(":=", StringComparison.Ordinal) is > 0 and var end && word[..end].All(char.IsAsciiLetter) ? word[(end + 2)..] : word;

    private static IEnumerable<string> Without(IReadOnlyList<string> words, Option option)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == option.Name || option.Aliases.Contains(words[i]))
            {
                i += option is FlagOption ? 0 : 1;
            }
            else
            {
                yield return words[i];
            }
        }
    }

    private static IEnumerable<(string Value, bool IsRefused)> ValuesOf(
        IReadOnlyList<string> path, Option option, OddPlaces places) => option switch
    {
        FlagOption => [],
        _ when option.ValueType == typeof(int?) || option.ValueType == typeof(long?) || option.ValueType == typeof(double?) =>
            [.. s_noNumbers.Select(value => (value, true)), .. s_smallNumbers.Select(value => (value, false))],
        _ when option.GetType().IsGenericType && option.GetType().GetGenericTypeDefinition() == typeof(ChoiceOption<>) =>
            s_noWords.Select(value => (value, true)),
        _ when places.Outputs(path, option.Name) is { } outputs => outputs.Select(value => (value, true)),
        _ => (places.For(path, option.Name) ?? s_oddWords).Select(value => (value, false)),
    };
}

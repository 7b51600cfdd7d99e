using Atelier.Core;
using System.CommandLine;
using System.CommandLine.Parsing;
using Atelier.Hub;

namespace Atelier.Cli;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class WrongWords
{
    /// <summary>The first fault, or null where there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="words">The same as it was typed.</param>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> words)
    {
        var command = parsed.CommandResult;
        var fault = Swallowed(parsed) ?? Unknown(parsed, words) ?? (parsed.Errors.Count > 0 ? Said(parsed.Errors[0]) : Empty(parsed));
        return fault is null
            ? null
            : $"{fault.TrimEnd('.')}{(fault.EndsWith('?') ? "" : ";")} '{Name(command)} --help' tells what there is.";
    }

    /// <summary>The whole name of a command: <c>atelier models get</c>.</summary>
    public static string Name(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is CommandResult { Parent: not null } one; at = one.Parent)
        {
            names.Push(one.Command.Name);
        }

        return string.Join(' ', names.Prepend("atelier"));
    }

    // words that are no command, no option and no argument; a value that looks like an option is one
    // that does not exist, unless it comes after --
    private static string? Unknown(ParseResult parsed, IReadOnlyList<string> words)
    {
        var command = parsed.CommandResult.Command;
        var end = words.ToList().IndexOf("--");
        var before = (end < 0 ? words : words.Take(end)).ToHashSet();
        var values = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);
        var word = parsed.UnmatchedTokens.Concat(values).FirstOrDefault(value => LooksLikeOption(value) && before.Contains(value))
            ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return null;
        }

        if (LooksLikeOption(word))
        {
            var options = command.Options.SelectMany(option => option.Aliases.Append(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal));
            return $"{Name(parsed.CommandResult)} has no option '{word}'{Near(word, options)}";
        }

        return command.Subcommands.Count > 0
            ? $"There is no command '{word}'{Near(word, command.Subcommands.Select(one => one.Name))}"
            : $"'{word}' is one word too many for {Name(parsed.CommandResult)}";
    }

    // an option whose value would be the next option
    private static string? Swallowed(ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        return parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => !option.Implicit && option.Tokens.Any(token => names.Contains(token.Value))) is { } open
            ? $"{open.Option.Name} needs a value" : null;
    }

    private static bool LooksLikeOption(string word) =>
        word.Length > 1 && word[0] == '-' && (char.IsAsciiLetter(word[1]) || word[1] == '-') && !word.Contains(' ');

    private static string Near(string word, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: EditDistance.Between(name, word, ignoreCase: true)))
            .DefaultIfEmpty((Name: "", Distance: int.MaxValue)).MinBy(pair => pair.Distance);
        return nearest.Distance <= Math.Max(1, word.Length / 3) ? $"; did you mean {nearest.Name}?" : "";
    }

    private static string Said(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Implicit: false } option when option.Option.Arity.MinimumNumberOfValues > 0 =>
            $"{option.Option.Name} needs a value",
        OptionResult { Tokens.Count: > 1 } option when option.Option.Arity.MaximumNumberOfValues == 1 =>
            $"{option.Option.Name} is given {option.Tokens.Count} times",
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult command } argument =>
            $"{Name(command)} needs <{argument.Argument.Name}>: {Lower(argument.Argument.Description!)}",
        _ => error.Message.TrimEnd('.'),
    };

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');

    private static string? Empty(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .FirstOrDefault(option => option.Tokens.Any(token => token.Value.Length == 0)) is { } empty
        ? $"{empty.Option.Name} is empty"
        : null;
}

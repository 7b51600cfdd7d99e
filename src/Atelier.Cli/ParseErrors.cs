using System.CommandLine;
using System.CommandLine.Parsing;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Cli;

/// <summary>Describes errors of a command line.</summary>
internal static class ParseErrors
{
    /// <summary>The first error in one sentence, or null if there is none.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="tokens">The command line as it was typed.</param>
    public static string? Describe(ParseResult parsed, IReadOnlyList<string> tokens)
    {
        var command = parsed.CommandResult;
        var error = OptionAsValue(parsed) ?? FlagWithValue(parsed, tokens) ?? Unknown(parsed, tokens)
            ?? (parsed.Errors.Count > 0 ? Rephrase(parsed.Errors[0]) : Empty(parsed));
        return error is null
            ? null
            : $"{error.TrimEnd('.')}{(error.EndsWith('?') ? "" : ";")} '{Name(command)} --help' tells what there is.";
    }

    /// <summary>The full name of a command: <c>atelier models get</c>.</summary>
    public static string Name(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = command; result is CommandResult { Parent: not null } current; result = current.Parent)
        {
            names.Push(current.Command.Name);
        }

        return string.Join(' ', names.Prepend("atelier"));
    }

    // a token that is no command, option or argument; a value that looks like an option is an unknown option, unless it follows --
    private static string? Unknown(ParseResult parsed, IReadOnlyList<string> tokens)
    {
        var command = parsed.CommandResult.Command;
        var end = tokens.ToList().IndexOf("--");
        var options = (end < 0 ? tokens : tokens.Take(end)).ToHashSet();
        var values = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);
        var word = parsed.UnmatchedTokens.Concat(values).FirstOrDefault(value => LooksLikeOption(value) && options.Contains(value))
            ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return null;
        }

        if (LooksLikeOption(word))
        {
            var names = command.Options.SelectMany(option => option.Aliases.Append(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal));
            return $"{Name(parsed.CommandResult)} has no option '{word}'{Suggest(word, names)}";
        }

        return command.Subcommands.Count > 0
            ? $"There is no command '{word}'{Suggest(word, command.Subcommands.Select(subcommand => subcommand.Name))}"
            : $"'{word}' is one word too many for {Name(parsed.CommandResult)}";
    }

    // an option whose value would be the next option
    private static string? OptionAsValue(ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        return parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => !option.Implicit && option.Tokens.Any(token => names.Contains(token.Value))) is { } incomplete
            ? $"{incomplete.Option.Name} needs a value" : null;
    }

    // --json=maybe, which the parser reads as --json and a word
    private static string? FlagWithValue(ParseResult parsed, IReadOnlyList<string> tokens) => parsed.CommandResult.Command.Options
        .OfType<FlagOption>().SelectMany(flag => flag.Aliases.Append(flag.Name))
        .FirstOrDefault(name => tokens.TakeWhile(token => token != "--").Any(
            token => token.StartsWith(name + "=", StringComparison.Ordinal) || token.StartsWith(name + ":", StringComparison.Ordinal)))
        is { } name ? $"{name} takes no value" : null;

    private static bool LooksLikeOption(string word) =>
        word.Length > 1 && word[0] == '-' && (char.IsAsciiLetter(word[1]) || word[1] == '-') && !word.Contains(' ');

    private static string Suggest(string word, IEnumerable<string> names) =>
        EditDistance.Nearest(word, names, within: Math.Max(1, word.Length / 3)) is [var nearest, ..] ? $"; did you mean {nearest}?" : "";

    private static string Rephrase(ParseError error) => error.SymbolResult switch
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

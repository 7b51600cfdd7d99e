using System.CommandLine;
using Atelier.Core;

namespace Atelier.Cli.Options;

/// <summary>What was given on the command line, as opposed to defaults.</summary>
internal static class ParseResultExtensions
{
    /// <summary>Whether an option was given.</summary>
    public static bool IsGiven(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Whether an argument was given.</summary>
    public static bool IsGiven(this ParseResult parse, System.CommandLine.Argument argument) =>
        parse.GetResult(argument) is { Tokens.Count: > 0 };

    /// <summary>Rejects options that would have no effect.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The options without effect.</param>
    /// <param name="why">The end of the sentence: "without --film".</param>
    /// <exception cref="CommandLineException">One of them was given.</exception>
    public static void RejectUnused(this ParseResult parse, IEnumerable<Option> options, string why)
    {
        var given = options.Where(parse.IsGiven).Select(option => option.Name).ToList();
        if (given.Count > 0)
        {
            throw new CommandLineException(
                $"{string.Join(" and ", given)} {(given.Count == 1 ? "has" : "have")} no effect {why}: leave " +
                $"{(given.Count == 1 ? "it" : "them")} out.");
        }
    }
}

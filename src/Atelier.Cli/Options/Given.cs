using System.CommandLine;
using Atelier.Core;

namespace Atelier.Cli.Options;

/// <summary>What was really said on the command line, apart from what is usual.</summary>
internal static class Given
{
    /// <summary>Whether an option was said.</summary>
    public static bool Has(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Whether an argument was said.</summary>
    public static bool Has(this ParseResult parse, System.CommandLine.Argument argument) =>
        parse.GetResult(argument) is { Tokens.Count: > 0 };

    /// <summary>Refuses, by their names, options that have no effect here.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">Those without an effect.</param>
    /// <param name="why">The rest of the sentence: "without --film".</param>
    /// <exception cref="UserException">One of them was said.</exception>
    public static void Refuse(this ParseResult parse, IEnumerable<Option> options, string why)
    {
        var said = options.Where(parse.Has).Select(option => option.Name).ToList();
        if (said.Count > 0)
        {
            throw new UserException(
                $"{string.Join(" and ", said)} {(said.Count == 1 ? "has" : "have")} no effect {why}: leave " +
                $"{(said.Count == 1 ? "it" : "them")} out.");
        }
    }
}

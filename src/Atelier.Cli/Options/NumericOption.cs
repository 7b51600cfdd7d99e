using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Atelier.Cli.Options;

/// <summary>An option whose value is a number in a range. The error for any other value names the range. Without a default, an option that
/// is not given is null, not 0.</summary>
/// <typeparam name="T">An integer or floating-point type.</typeparam>
internal sealed class NumericOption<T> : Option<T?>
    where T : struct, INumber<T>
{
    /// <summary>An option with an inclusive range.</summary>
    public NumericOption(T smallest, T largest, string name, params string[] aliases)
        : base(name, aliases)
    {
        CustomParser = result => Parse(result, smallest, largest);
        HelpName = typeof(T) == typeof(double) ? "number" : "whole number";
    }

    /// <summary>The default value; the help shows it.</summary>
    public T Default
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>The value given, or the default, which must exist.</summary>
    public T Get(ParseResult parse) => parse.GetValue(this)!.Value;

    /// <summary>Parses one token. A failure becomes an error of the result.</summary>
    public static T? Parse(ArgumentResult result, T smallest, T largest)
    {
        var (name, text) = (((OptionResult)result.Parent!).Option.Name, result.Tokens[0].Value);
        if (T.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            && number >= smallest
            && number <= largest)
        {
            return number;
        }

        var kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} '{text}' is not {kind} from {smallest} to {largest}."));
        return null;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Atelier.Cli.Options;

/// <summary>An option that is a number within a range; whatever else is said, is answered with the range.
/// What is not said is no number, not 0.</summary>
/// <typeparam name="T">A whole or a real number.</typeparam>
internal sealed class Number<T> : Option<T?>
    where T : struct, INumber<T>
{
    /// <summary>An option with its range, both ends included.</summary>
    public Number(T least, T most, string name, params string[] aliases)
        : base(name, aliases)
    {
        CustomParser = result => Read(result, least, most);
        HelpName = typeof(T) == typeof(double) ? "number" : "whole number";
    }

    /// <summary>What it is when nothing is said; the help shows it.</summary>
    public T Usual
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>The number said, or the usual one, which there must be.</summary>
    public T Of(ParseResult parse) => parse.GetValue(this)!.Value;

    /// <summary>Reads one token; a fault becomes an error of the result.</summary>
    public static T? Read(ArgumentResult result, T least, T most)
    {
        var (name, text) = (((OptionResult)result.Parent!).Option.Name, result.Tokens[0].Value);
        if (T.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        var kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} '{text}' is not {kind} from {least} to {most}."));
        return null;
    }
}

using System.Globalization;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>Inputs of <c>atelier forward</c> that may be missing, or have several names.</summary>
internal static class ForwardInputs
{
    /// <summary>The first of these inputs that is there; null where none is.</summary>
    /// <param name="input">Returns an input by name; throws if it is missing.</param>
    /// <param name="names">The names, most usual first.</param>
    public static Tensor? Optional(this Func<string, Tensor> input, params string[] names)
    {
        foreach (var name in names)
        {
            try
            {
                return input(name);
            }
            catch (CommandLineException)
            {
                // the next name
            }
        }

        return null;
    }

    /// <summary>The first of these inputs that is there.</summary>
    /// <exception cref="CommandLineException">None is.</exception>
    /// <inheritdoc cref="Optional"/>
    public static Tensor Any(this Func<string, Tensor> input, params string[] names) => input.Optional(names) ?? input(names[0]);

    /// <summary>A number as it is written in decimals: 0.4 in fp32 is a little more than 0.4 in double precision, and the 0.4 is
    /// meant.</summary>
    /// <returns>Not a number where there are several.</returns>
    public static double Number(Tensor value) => value.numel() != 1 ? double.NaN
        : value.dtype == ScalarType.Float32
            ? double.Parse(value.item<float>().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value.to(ScalarType.Float64).item<double>();
}

using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>A few changes to a valid file, at places given as shares of its length: what a broken disk, a hasty editor or a hostile
/// stranger would do.</summary>
internal static partial class Mutation
{
    private static readonly byte[] Telling = [
        0, 1, 0x20, (byte)'"', (byte)'\'', (byte)'\\', (byte)'{', (byte)'[', (byte)':', (byte)'|', (byte)',', (byte)'-', (byte)'&',
            (byte)'*', (byte)'\n', 0x7f, 0x80, 0xff];
    private static readonly string[] Numbers = [
        "-1", "0", "1e400", "NaN", "2147483648", "-9223372036854775808", "99999999999999999999", "0.0000001", "null", "[]", "{}", "\"\"",
    ];

    private enum Kind
    {
        Overwrite, Telling, Cut, Remove, Repeat, Insert, Number, Whole,
    }

    /// <summary>Changed versions of a file.</summary>
    public static Gen<byte[]> Of(byte[] valid) => Gen.Select(Gen.Int[0, 7], Gen.Double[0, 1], Gen.Byte, Gen.Int[1, 64]).Array[1, 6]
        .Select(changes => changes.Aggregate(valid, (bytes, change) => Apply(bytes, (Kind)change.Item1, (int)(change.Item2 * bytes.Length),
            change.Item3, change.Item4)));

    private static byte[] Apply(byte[] bytes, Kind kind, int at, byte value, int length)
    {
        length = Math.Min(length, bytes.Length - at);
        return kind switch
        {
            _ when length < 1 => [.. bytes, value],
            Kind.Overwrite => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            Kind.Telling => [.. bytes[..at], Telling[value % Telling.Length], .. bytes[(at + 1)..]],
            Kind.Cut => bytes[..at],
            Kind.Remove => [.. bytes[..at], .. bytes[(at + length)..]],
            Kind.Repeat => [.. bytes[..at], .. Enumerable.Repeat(bytes[at..(at + length)], 1 + (value * (value > 200 ? 20 : 1))).SelectMany(
                part => part), .. bytes[at..]],
            Kind.Insert => [.. bytes[..at], .. Enumerable.Repeat(value, length), .. bytes[at..]],
            Kind.Number => Replaced(bytes, at, Numbers[value % Numbers.Length]),
            _ => [.. bytes[..at], .. BitConverter.GetBytes(value % 2 == 0 ? int.MaxValue - value : -value),
                .. bytes[Math.Min(bytes.Length, at + 4)..]],
        };
    }

    // the next number in the text, by another
    private static byte[] Replaced(byte[] bytes, int at, string number)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var found = Digits().Match(text, at);
        return found.Success ? Encoding.Latin1.GetBytes(text[..found.Index] + number + text[(found.Index + found.Length)..]) : bytes;
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Digits();
}

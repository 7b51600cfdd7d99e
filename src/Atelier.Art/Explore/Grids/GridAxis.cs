using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Explore.Grids;

/// <summary>An axis of a grid: the values of a slot of the prompt, or of an option.</summary>
/// <param name="Name">The slot's or the option's name; empty for alternatives that stand in the prompt.</param>
/// <param name="Values">Its values, at least one.</param>
public sealed record GridAxis(string Name, IReadOnlyList<string> Values)
{
    private const int MostValues = 1000;

    /// <summary>Parses <c>seed=1,2,3</c>, <c>seed=1..3</c>, <c>style=oil painting|pencil, coloured</c> or <c>style=@styles.txt</c>, where
    /// the last names a <see cref="WordList"/>.</summary>
    /// <exception cref="OptionException">It is malformed, or has too many values.</exception>
    public static GridAxis Parse(string text)
    {
        var at = text.IndexOf('=');
        if (at < 1 || at == text.Length - 1)
        {
            throw new OptionException($"The axis '{text}' is not understood: write seed=1,2,3 or style=@styles.txt.");
        }

        return new(text[..at].Trim(), Words(text[(at + 1)..], text));
    }

    /// <summary>The axis of a slot that holds alternatives or the name of a list; null for one that holds an axis's name.</summary>
    /// <exception cref="OptionException">The list is missing or empty, or an alternative is.</exception>
    public static GridAxis? OfSlot(string slot) =>
        slot.Contains('|') || slot[0] == '@' ? new("", Words(slot, slot)) : null;

    /// <summary>What a heading says of a value: <c>golden</c>, <c>seed 3</c>.</summary>
    /// <param name="index">The value's index.</param>
    /// <param name="isOption">Whether the axis is an option's.</param>
    public string Label(int index, bool isOption) => isOption ? $"{Name} {Values[index]}" : Values[index];

    private static IReadOnlyList<string> Words(string text, string axis)
    {
        IReadOnlyList<string> words = text[0] == '@' ? WordList.Read(text[1..])
            : Range(text) ?? [.. text.Split(text.Contains('|') ? '|' : ',').Select(word => word.Trim())];
        return words.Contains("") ? throw new OptionException($"The axis '{axis}' has an empty value.")
            : words.Count <= MostValues ? words
            : throw new OptionException($"The axis '{axis}' has {words.Count} values; at most {MostValues} are possible.");
    }

    // 1..4 is 1, 2, 3, 4
    private static string[]? Range(string text) =>
        text.Split("..") is [var first, var last]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && to >= from && to - from < MostValues
            ? [.. Enumerable.Range(from, to - from + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))]
            : null;
}

using System.Globalization;
using Atelier.Core;

namespace Atelier.Art.Dream;

/// <summary>A layer that a dream excites.</summary>
/// <param name="Name">The layer, such as <c>layer3</c>.</param>
/// <param name="Weight">Its weight among several; negative quiets it.</param>
public sealed record DreamLayer(string Name, double Weight = 1)
{
    private const double LargestWeight = 1e6;

    /// <summary>Parses <c>layer3</c> or <c>layer3:0.5</c>.</summary>
    /// <exception cref="OptionException">The name is empty, or the weight is no number or too large.</exception>
    public static DreamLayer Parse(string text)
    {
        var (name, weight) = text.Split(':') is [var first, var second] ? (first, second) : (text, "1");
        return name.Trim().Length > 0 && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) is > 0 and <= LargestWeight
            ? new(name.Trim(), number)
            : throw new OptionException(
                $"'{text}' is no layer of {nameof(DreamOptions.Layers)}: NAME or NAME:WEIGHT is, such as layer3:0.5.",
                nameof(DreamOptions.Layers));
    }

    /// <inheritdoc/>
    public override string ToString() => Weight == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}:{Weight}");
}

using Atelier.Core;
using Atelier.Glyphs.Sources;

namespace Atelier.Glyphs.Words;

/// <summary>What the styles of the data set are called.</summary>
public static class GlyphStyle
{
    /// <summary>Ink on transparent: its colour is ours to choose.</summary>
    public const string Icon = "black and white icon";

    private static readonly string[] Rendered = ["3d render", "glossy"]; // one drawing in two techniques: no eye tells which

    /// <summary>The words that are true of a drawing of this style.</summary>
    public static IReadOnlyList<string> Words(string style) => Rendered.Contains(style) ? Rendered : [style];

    /// <summary>True of a word that tells one style from others: "emoji" is said of Noto's
    /// drawings, but all drawings here are emoji.</summary>
    public static bool Tells(string style) => style != "emoji";

    /// <summary>A word that is not true of it: half the time that of the style most like it.</summary>
    public static string Wrong(SplitMix64 random, string style)
    {
        var alike = style switch
        {
            "flat" => random.Pick("emoji", "glossy"),
            "emoji" => random.Pick("flat", "blob"),
            "blob" => random.Pick("emoji", "flat"),
            Icon => null,
            _ => "flat",
        };
        return alike is not null && random.Chance(0.5f) ? alike
            : random.Pick(
                [.. GlyphSource.Core.Select(source => source.Style).Append(ClipArt.Style).Where(other => !Words(style).Contains(other))]);
    }
}

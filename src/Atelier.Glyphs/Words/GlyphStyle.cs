using Atelier.Core;
using Atelier.Glyphs.Sources;

namespace Atelier.Glyphs.Words;

/// <summary>The names of the styles in the data set.</summary>
public static class GlyphStyle
{
    /// <summary>Black on transparent, so that it can be drawn in any colour.</summary>
    public const string Icon = "black and white icon";

    private static readonly string[] Rendered = ["3d render", "glossy"]; // the same drawings in two techniques, which look alike

    /// <summary>The style words that describe a drawing of this style.</summary>
    public static IReadOnlyList<string> Words(string style) => Rendered.Contains(style) ? Rendered : [style];

    /// <summary>Whether a style word is distinctive. "emoji" stands for Noto's drawings, but all drawings here are emoji.</summary>
    public static bool IsDistinctive(string style) => style != "emoji";

    /// <summary>Another style; half of the time the most similar one.</summary>
    public static string Different(SplitMix64 random, string style)
    {
        var similar = style switch
        {
            "flat" => random.Pick("emoji", "glossy"),
            "emoji" => random.Pick("flat", "blob"),
            "blob" => random.Pick("emoji", "flat"),
            Icon => null,
            _ => "flat",
        };
        return similar is not null && random.Bernoulli(0.5f) ? similar
            : random.Pick(
                [.. GlyphSource.Core.Select(source => source.Style).Append(ClipArt.Style).Where(other => !Words(style).Contains(other))]);
    }
}

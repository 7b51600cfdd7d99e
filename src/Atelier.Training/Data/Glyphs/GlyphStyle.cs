namespace Atelier.Training.Data;

/// <summary>What the styles of the data set are called.</summary>
internal static class GlyphStyle
{
    /// <summary>Ink on transparent: its colour is ours to choose.</summary>
    public const string Icon = "black and white icon";

    private static readonly string[] Rendered = ["3d render", "glossy"]; // one drawing in two techniques: no eye tells which

    /// <summary>The words that are true of a drawing of this style.</summary>
    public static IReadOnlyList<string> Words(string style) => Rendered.Contains(style) ? Rendered : [style];

    /// <summary>A word that is not true of it: half the time that of the style most like it.</summary>
    public static string Wrong(GlyphRandom random, string style)
    {
        var alike = style switch { "flat" => "emoji", "emoji" => random.Pick("flat", "blob"), "blob" => "emoji", _ => null };
        return alike is not null && random.Chance(0.5f) ? alike
            : random.Pick([.. GlyphSource.All.Select(source => source.Style).Distinct().Where(other => !Words(style).Contains(other))]);
    }
}

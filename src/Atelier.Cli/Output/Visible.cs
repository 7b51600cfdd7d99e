namespace Atelier.Cli.Output;

/// <summary>Makes text of others fit for a line of a terminal.</summary>
internal static class Visible
{
    /// <summary>The text on one line, control characters (in the names of files, say) as their Unicode pictures.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(letter => letter < 0x20 ? (char)(0x2400 + letter) : char.IsControl(letter) ? '\u2421' : letter));

    /// <summary>The same for each line of a text.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Escape));
}

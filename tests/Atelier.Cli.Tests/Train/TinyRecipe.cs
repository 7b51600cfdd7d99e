namespace Atelier.Cli.Tests.Train;

/// <summary>A recipe key by key, of which any can be changed; it knows on which line each stands.</summary>
/// <param name="Values">Values by the path of their key, such as <c>model.codebook.size</c>;
/// keys of one section follow one another.</param>
internal sealed record TinyRecipe(IReadOnlyList<(string Key, string Value)> Values)
{
    /// <summary>Reads lines such as <c>model: kind gan, latent 4</c>, the deeper sections as <c>model.codebook:
    /// size 16</c>, after those they lie in.</summary>
    public static TinyRecipe Of(string text) =>
        new([.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(line =>
        {
            var (section, values) = (line.Split(':', 2)[0], line.Split(':', 2)[1]);
            return values.Split(", ", StringSplitOptions.TrimEntries)
                .Select(value => (section + "." + value.Split(' ', 2)[0], value.Split(' ', 2)[1]));
        })]);

    /// <summary>The sections, with those that lie in others.</summary>
    public IEnumerable<string> Sections => Values.Select(value => value.Key[..value.Key.LastIndexOf('.')]).SelectMany(Above).Distinct();

    /// <summary>With another value at a key: of a value, of a whole section, or a new one.</summary>
    public TinyRecipe With(string key, string value)
    {
        var kept = Values.Where(pair => pair.Key != key && !pair.Key.StartsWith(key + ".", StringComparison.Ordinal)).ToList();
        var section = key.Contains('.', StringComparison.Ordinal) ? key[..key.LastIndexOf('.')] : "";
        var last = kept.FindLastIndex(pair => pair.Key.StartsWith(section + ".", StringComparison.Ordinal));
        kept.Insert(section.Length == 0 ? 0 : last + 1, (key, value));
        return new(kept);
    }

    /// <summary>The YAML.</summary>
    public string Text => string.Concat(Lines().Select(line => line.Text + "\n"));

    /// <summary>The line of a key, from 1; of one that is not there, that of the section.</summary>
    public int LineOf(string key) => Lines().FindIndex(line => line.Key == key) is var line and not -1 ? line + 1
        : key.Contains('.', StringComparison.Ordinal) ? LineOf(key[..key.LastIndexOf('.')]) : 1;

    private List<(string Text, string Key)> Lines()
    {
        var (lines, open) = (new List<(string, string)>(), Array.Empty<string>());
        foreach (var (key, value) in Values)
        {
            var parts = key.Split('.');
            var shared = open.Zip(parts[..^1]).TakeWhile(pair => pair.First == pair.Second).Count();
            for (var depth = shared; depth < parts.Length; depth++)
            {
                lines.Add(
                    (
                        $"{new string(' ', 2 * depth)}{parts[depth]}:{(depth == parts.Length - 1 ? " " + value : "")}",
                        string.Join('.', parts[..(depth + 1)])));
            }

            open = parts[..^1];
        }

        return lines;
    }

    private static IEnumerable<string> Above(string section) =>
        section.Split('.').Select((_, depth) => string.Join('.', section.Split('.')[..(depth + 1)]));
}

using System.Text.RegularExpressions;

namespace Atelier.Torch.Dispatch;

/// <summary>An operator's schema, read from PyTorch's notation (native_functions.yaml).</summary>
/// <param name="Name">Its name with the namespace: <c>aten::add</c>.</param>
/// <param name="Overload">The overload's name: <c>Tensor</c>, or nothing.</param>
/// <param name="Parameters">What it takes, in order.</param>
/// <param name="Results">What it returns, in order.</param>
internal sealed partial record OperatorSchema(
    string Name, string Overload, IReadOnlyList<SchemaParameter> Parameters, IReadOnlyList<SchemaType> Results)
{
    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OperatorSchema Parse(string text)
    {
        var match = Full().Match(Aliases().Replace(text, ""));
        if (!match.Success)
        {
            throw Invalid(text);
        }

        var parameters = Entries(match.Groups["parameters"].Value.Replace("*, ", "", StringComparison.Ordinal), text);
        return new(
            match.Groups["name"].Value, match.Groups["overload"].Value,
            [.. parameters.Select(entry => ParseParameter(entry) ?? throw Invalid(text))],
            [.. Entries(match.Groups["results"].Value, text).Select(ParseType)]);
    }

    private static FormatException Invalid(string text) =>
        new($"'{text}' is no operator's schema, such as 'aten::cat(Tensor[] tensors, int dim=0) -> Tensor'");

    private static List<Match> Entries(string list, string text)
    {
        var entries = Entry().Matches(list).ToList();
        return entries.Sum(entry => entry.Length) == list.Length ? entries : throw Invalid(text);
    }

    private static SchemaParameter? ParseParameter(Match entry) =>
        entry.Groups["name"] is { Success: true, Value: var name } ? new(name, ParseType(entry)) : null;

    private static SchemaType ParseType(Match entry)
    {
        var (list, length) = (entry.Groups["list"].Success, entry.Groups["length"].Value);
        var (first, second) = (entry.Groups["first"].Success, entry.Groups["second"].Success);
        var item = new SchemaType(entry.Groups["type"].Value, first);
        return list ? new("list", second, item, length.Length == 0 ? null : int.Parse(length, null)) : item;
    }

    // what aliases what: Tensor(a!) and the like
    [GeneratedRegex(@"(?<=\w)\([a-z](\|[a-z])*!?( -> [*a-z|]+!?)?\)")]
    private static partial Regex Aliases();

    [GeneratedRegex(
        @"^(?<name>\w+::\w+)(\.(?<overload>\w+))?\((?<parameters>.*)\) -> (\((?<results>.*)\)|(?<results>[^()]+))$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Full();

    // a type, then perhaps a name and a default
    [GeneratedRegex(
        @"\G(?<type>\w+)(?<first>\?)?(?<list>\[(?<length>\d*)\])?(?<second>\?)?( (?<name>\w+))?"
        + @"(=(\[[^\]]*\]|""[^""]*""|[^, ]+))?(, (?!$)|$)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();
}

/// <summary>A parameter of an operator.</summary>
internal sealed record SchemaParameter(string Name, SchemaType Type);

/// <summary>A type of a schema.</summary>
/// <param name="Name">PyTorch's name of it, or <c>list</c>.</param>
/// <param name="Optional">Whether None is allowed.</param>
/// <param name="Item">What a list holds.</param>
/// <param name="Length">How many a list holds, if that is fixed.</param>
internal sealed record SchemaType(string Name, bool Optional, SchemaType? Item = null, int? Length = null)
{
    public override string ToString() => (Item is null ? Name : $"{Item}[{Length}]") + (Optional ? "?" : "");
}

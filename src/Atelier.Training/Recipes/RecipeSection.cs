using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Hub;
using Atelier.Core;
using YamlDotNet.RepresentationModel;

namespace Atelier.Training.Recipes;

/// <summary>A part of a recipe. What is asked for is checked at once; what nobody asked for is refused by
/// <see cref="Finish"/>. Every message names key and line.</summary>
public sealed partial class RecipeSection
{
    private const int Largest = 65536; // width of a network's part
    private readonly RecipeFile _file;
    private readonly YamlNode _node;
    private readonly YamlNode _place; // where it stands: its key
    private readonly string _path;
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, RecipeSection> _sections = [];

    internal RecipeSection(RecipeFile file, YamlNode node, string path, YamlNode? place = null) =>
        (_file, _node, _path, _place) = (file, node, path, place ?? node);

    /// <summary>True when the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A part of this part; empty where it is not there.</summary>
    public RecipeSection Section(string key)
    {
        if (!_sections.TryGetValue(key, out var section))
        {
            var node = Find(key);
            section = node is null or YamlMappingNode
                ? new(_file, node ?? new YamlMappingNode(), Full(key), PlaceOf(key))
                : throw Wrong(key, "keys and values are needed");
            _sections[key] = section;
        }

        return section;
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => OptionalText(key) ?? throw Missing(key);

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        _ => throw Wrong(key, "a text is needed"),
    };

    /// <summary>How wide or long a part of a network is; it must be there when there is no usual one.</summary>
    public int Size(string key, int? usual = null, int least = 1) => Whole(key, usual, least, Largest);

    /// <summary>A whole number; it must be there when there is no usual one.</summary>
    public int Whole(string key, int? usual = null, int least = 1, int most = int.MaxValue) => Find(key) is not { } node
        ? usual ?? throw Missing(key)
        : int.TryParse((node as YamlScalarNode)?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw Wrong(key, most == int.MaxValue
                ? $"a whole number of at least {least} is needed"
                : $"a whole number from {least} to {most} is needed");

    /// <summary>A number; it must be there when there is no usual one.</summary>
    public double Number(string key, double? usual = null, double least = 0, double most = double.MaxValue) => Find(key) is not { } node
        ? usual ?? throw Missing(key)
        : double.TryParse((node as YamlScalarNode)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw Wrong(
                key, most == double.MaxValue ? $"a number of at least {least} is needed" : $"a number from {least} to {most} is needed");

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool usual) => Find(key) switch
    {
        null => usual,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        _ => throw Wrong(key, "true or false is needed"),
    };

    /// <summary>One of the words of an enumeration, written small with hyphens.</summary>
    public T Choice<T>(string key, T? usual = null)
        where T : struct, Enum
    {
        if (Find(key) is not { } node)
        {
            return usual ?? throw Missing(key);
        }

        var words = Enum.GetValues<T>().ToDictionary(value => Humps().Replace(value.ToString(), "-$1").ToLowerInvariant());
        return words.TryGetValue((node as YamlScalarNode)?.Value ?? "", out var choice)
            ? choice
            : throw Wrong(key, $"one of {string.Join(", ", words.Keys)} is needed");
    }

    /// <summary>A list of whole numbers, one for each of a network's levels.</summary>
    public IReadOnlyList<int> Wholes(
        string key, IReadOnlyList<int> usual, int least = 1, int most = Largest, int fewest = 1, int longest = 12) => Find(key) switch
    {
        null => usual,
        YamlSequenceNode list when list.Children.Count < fewest || list.Children.Count > longest =>
            throw Wrong(key, $"a list of {fewest} to {longest} whole numbers is needed"),
        YamlSequenceNode list =>
            [.. list.Children.Select(child => int.TryParse((child as YamlScalarNode)?.Value, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most ? number
                : throw Wrong(key, $"whole numbers from {least} to {most} are needed"))],
        _ => throw Wrong(key, "a list of whole numbers is needed, such as [1, 2, 4]"),
    };

    /// <summary>The error that a value is not what it should be.</summary>
    public UserException Wrong(string key, string needed)
    {
        var node = Find(key);
        return new(
            $"{_file.Place(PlaceOf(key))}: {Full(key)} is " +
            $"{(node is YamlScalarNode scalar ? $"'{scalar.Value}'" : node is null ? "missing" : "no single value")}; {needed}.");
    }

    /// <summary>The error that what a key names cannot be used.</summary>
    public UserException Refused(string key, UserException reason) =>
        new($"{_file.Place(PlaceOf(key))}: {Full(key)}: {reason.Message}", reason);

    /// <summary>Refuses keys that nobody asked for, here and in the parts.</summary>
    /// <exception cref="UserException">There is one; the message names the likeliest right one.</exception>
    public void Finish()
    {
        if (_node is not YamlMappingNode mapping)
        {
            return;
        }

        foreach (var key in mapping.Children.Keys.Where(key => !_known.Contains(key.ToString())))
        {
            var near = _known.Order().MinBy(known => EditDistance.Between(known, key.ToString()));
            throw new UserException(
                $"{_file.Place(key)}: the key {Full(key.ToString())} is not known here; " +
                $"{(near is null ? "nothing is" : $"perhaps {Full(near)} is meant (there are {string.Join(", ", _known.Order())})")}.");
        }

        foreach (var section in _sections.Values)
        {
            section.Finish();
        }
    }

    [GeneratedRegex("(?<=.)([A-Z])")]
    private static partial Regex Humps();

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return _node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;
    }

    // its key, or the section that lacks it
    private YamlNode PlaceOf(string key) => (_node as YamlMappingNode)?.Children.Keys.FirstOrDefault(
        known => known is YamlScalarNode { Value: { } name } && name == key) ?? _place;

    private string Full(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private UserException Missing(string key) => new($"{_file.Place(_place)}: {Full(key)} is missing.");
}

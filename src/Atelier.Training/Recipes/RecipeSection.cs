using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Hub;
using YamlDotNet.RepresentationModel;

namespace Atelier.Training.Recipes;

/// <summary>A mapping in a recipe. Values are checked as they are read; keys that nobody read are refused by
/// <see cref="RejectUnknownKeys"/>. Every error names key and line.</summary>
public sealed partial class RecipeSection
{
    private const int MaxLayerSize = 65536;
    private readonly RecipeFile _file;
    private readonly YamlNode _node;
    private readonly YamlNode _keyNode; // the key it stands under
    private readonly string _path;
    private readonly HashSet<string> _knownKeys = [];
    private readonly Dictionary<string, RecipeSection> _sections = [];

    internal RecipeSection(RecipeFile file, YamlNode node, string path, YamlNode? keyNode = null) =>
        (_file, _node, _path, _keyNode) = (file, node, path, keyNode ?? node);

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A section of this section; empty if the key is missing.</summary>
    public RecipeSection Section(string key)
    {
        if (!_sections.TryGetValue(key, out var section))
        {
            var node = Find(key);
            section = node is null or YamlMappingNode
                ? new(_file, node ?? new YamlMappingNode(), FullKey(key), KeyNodeOf(key))
                : throw Error(key, "keys and values are needed");
            _sections[key] = section;
        }

        return section;
    }

    /// <summary>A required string.</summary>
    public string String(string key) => OptionalString(key) ?? throw Missing(key);

    /// <summary>A string, or null.</summary>
    public string? OptionalString(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        _ => throw Error(key, "a text is needed"),
    };

    /// <summary>The width or depth of a part of a network; required if it has no default.</summary>
    public int Size(string key, int? defaultValue = null, int min = 1) => Int(key, defaultValue, min, MaxLayerSize);

    /// <summary>An integer; required if it has no default.</summary>
    public int Int(string key, int? defaultValue = null, int min = 1, int max = int.MaxValue) => Find(key) is not { } node
        ? defaultValue ?? throw Missing(key)
        : int.TryParse((node as YamlScalarNode)?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
            ? value
            : throw Error(key, max == int.MaxValue
                ? $"a whole number of at least {min} is needed"
                : $"a whole number from {min} to {max} is needed");

    /// <summary>A floating-point number; required if it has no default.</summary>
    public double Double(string key, double? defaultValue = null, double min = 0, double max = double.MaxValue) => Find(key) is not { } node
        ? defaultValue ?? throw Missing(key)
        : double.TryParse((node as YamlScalarNode)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
            ? value
            : throw Error(
                key, max == double.MaxValue ? $"a number of at least {min} is needed" : $"a number from {min} to {max} is needed");

    /// <summary>true or false.</summary>
    public bool Bool(string key, bool defaultValue) => Find(key) switch
    {
        null => defaultValue,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        _ => throw Error(key, "true or false is needed"),
    };

    /// <summary>A member of an enumeration, in lower case with hyphens; required if it has no default.</summary>
    public T Enum<T>(string key, T? defaultValue = null)
        where T : struct, Enum
    {
        var values = System.Enum.GetValues<T>().ToDictionary(value => Humps().Replace(value.ToString(), "-$1").ToLowerInvariant());
        return defaultValue is { } value && !Has(key) ? value : values[OneOf(key, values.Keys)];
    }

    /// <summary>A required string out of a list.</summary>
    public string OneOf(string key, IReadOnlyCollection<string> choices) => Find(key) is not { } node
        ? throw Missing(key)
        : (node as YamlScalarNode)?.Value is { } text && choices.Contains(text)
            ? text
            : throw Error(key, $"one of {string.Join(", ", choices)} is needed");

    /// <summary>A list of integers, one for each level of a network.</summary>
    public IReadOnlyList<int> Ints(
        string key, IReadOnlyList<int> defaultValue, int min = 1, int max = MaxLayerSize, int minCount = 1, int maxCount = 12) =>
        Find(key) switch
        {
            null => defaultValue,
            YamlSequenceNode list when list.Children.Count < minCount || list.Children.Count > maxCount =>
                throw Error(key, $"a list of {minCount} to {maxCount} whole numbers is needed"),
            YamlSequenceNode list =>
                [.. list.Children.Select(child =>
                    int.TryParse((child as YamlScalarNode)?.Value, CultureInfo.InvariantCulture, out var value)
                        && value >= min
                        && value <= max
                        ? value
                        : throw Error(key, $"whole numbers from {min} to {max} are needed"))],
            _ => throw Error(key, "a list of whole numbers is needed, such as [1, 2, 4]"),
        };

    /// <summary>A value with the place of its key.</summary>
    public Located<T> Locate<T>(string key, T value) => new(value, LocationOf(key));

    /// <summary>A path with the place of its key. Where it is relative, the run's copy of the recipe holds the full one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="found">The path that the value led to.</param>
    public Located<string> LocatePath(string key, string found)
    {
        if (ValueOf(key) is YamlScalarNode { Value: { } written } node && !Path.IsPathRooted(written) && written[0] != '~')
        {
            _file.Follow(node, found);
        }

        return Locate(key, found);
    }

    /// <summary>The error that a value is not what it should be.</summary>
    /// <param name="key">The key.</param>
    /// <param name="requirement">What would be right, without a full stop.</param>
    public RecipeException Error(string key, string requirement) => LocationOf(key).Error(requirement);

    /// <summary>Refuses keys that nobody read, here and in the sections below.</summary>
    /// <exception cref="RecipeException">There is one; the message suggests the most similar known key.</exception>
    public void RejectUnknownKeys()
    {
        if (_node is not YamlMappingNode mapping)
        {
            return;
        }

        foreach (var node in mapping.Children.Keys.Where(node => !_knownKeys.Contains(node.ToString())))
        {
            var key = node.ToString();
            var nearest = _knownKeys.Order(StringComparer.Ordinal).MinBy(known => EditDistance.Between(known, key));
            throw _file.Locate(node, FullKey(key), "").Unknown(nearest is null
                ? "nothing is"
                : $"perhaps {FullKey(nearest)} is meant (there are {string.Join(", ", _knownKeys.Order(StringComparer.Ordinal))})");
        }

        foreach (var section in _sections.Values)
        {
            section.RejectUnknownKeys();
        }
    }

    /// <summary>Where a key stands, or the section that lacks it.</summary>
    public RecipeLocation LocationOf(string key) => _file.Locate(KeyNodeOf(key), FullKey(key), ValueOf(key) switch
    {
        null => "missing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "no single value",
    });

    [GeneratedRegex("(?<=.)([A-Z])")]
    private static partial Regex Humps();

    private YamlNode? Find(string key)
    {
        _knownKeys.Add(key);
        return ValueOf(key);
    }

    private YamlNode? ValueOf(string key) =>
        _node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private YamlNode KeyNodeOf(string key) => (_node as YamlMappingNode)?.Children.Keys.FirstOrDefault(
        node => node is YamlScalarNode { Value: { } name } && name == key) ?? _keyNode;

    private string FullKey(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private RecipeException Missing(string key) => LocationOf(key).Missing();
}

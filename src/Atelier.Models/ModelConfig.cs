using System.Globalization;
using Atelier.Core;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Atelier.Models;

/// <summary>What stands beside a weight file and its shapes do not tell: an official YAML, a Hugging Face
/// <c>config.json</c>, or a flat JSON.</summary>
public sealed class ModelConfig
{
    private readonly Dictionary<object, object?> _root;
    private readonly string _path;

    private ModelConfig(Dictionary<object, object?> root, string path)
    {
        _root = root;
        _path = path;
    }

    /// <summary>A config that says nothing.</summary>
    public static ModelConfig Empty { get; } = new([], "");

    /// <summary>Reads YAML or JSON (which is YAML).</summary>
    /// <exception cref="UserException">The file is missing or is neither.</exception>
    public static ModelConfig Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserException($"There is no configuration {path}.");
        }

        try
        {
            return new DeserializerBuilder().Build().Deserialize<object?>(File.ReadAllText(path)) is Dictionary<object, object?> root
                ? new(root, path)
                : throw new UserException($"{path} is no configuration: keys and values are needed.");
        }
        catch (YamlException e)
        {
            throw new UserException($"{path} is neither YAML nor JSON: line {e.Start.Line}, {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The text at a path of keys, such as <c>text_config.hidden_act</c>; null where there is none.</summary>
    public string? Text(string keys)
    {
        object? value = _root;
        foreach (var key in keys.Split('.'))
        {
            value = value is Dictionary<object, object?> inner ? inner.GetValueOrDefault(key) : null;
        }

        return value as string;
    }

    /// <summary>The texts of the list under a key; none where there is no list.</summary>
    public IReadOnlyList<string> Texts(string key) => _root.GetValueOrDefault(key) is List<object?> list ? [.. list.OfType<string>()] : [];

    /// <summary>The whole number at a path of keys; null where there is none.</summary>
    /// <exception cref="UserException">What stands there is no whole number.</exception>
    public int? Whole(string keys) => Text(keys) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UserException($"{_path}: {keys} is '{text}', a whole number is needed.");

    /// <summary>Whether it says true at a path of keys; false where there is nothing.</summary>
    /// <exception cref="UserException">What stands there is neither true nor false.</exception>
    public bool Flag(string keys) => Text(keys)?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new UserException($"{_path}: {keys} is '{text}', true or false is needed."),
    };

    /// <summary>The number at a path of keys; null where there is none.</summary>
    /// <exception cref="UserException">What stands there is no number.</exception>
    public double? Number(string keys) => Text(keys) is not { } text ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UserException($"{_path}: {keys} is '{text}', a number is needed.");
}

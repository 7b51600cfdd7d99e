using Atelier.Core.Files;
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

    private ModelConfig(Dictionary<object, object?> root, string path)
    {
        _root = root;
        Where = path;
    }

    /// <summary>A config that says nothing.</summary>
    public static ModelConfig Empty { get; } = new([], "");

    /// <summary>The file, for messages; empty where there is none.</summary>
    public string Where { get; }

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
            var reader = new DeserializerBuilder().WithDuplicateKeyChecking().Build();
            return YamlBounds.Read(InputFile.ReadText(path, "a configuration"), path, reader.Deserialize<object?>) is Dictionary<object, object?> root
                ? new(root, path)
                : throw new UserException($"{path} is no configuration: keys and values are needed.");
        }
        catch (YamlException e)
        {
            throw new UserException($"{path} is neither YAML nor JSON: line {e.Start.Line}, {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The text at a path of keys, such as <c>text_config.hidden_act</c>; null where there is none.</summary>
    public string? Text(string keys) => Find(keys) as string;

    /// <summary>Whether anything stands at a path of keys that is not null, false, or empty.</summary>
    public bool Says(string keys) =>
        Find(keys) is not (null or "" or Dictionary<object, object?> { Count: 0 } or List<object?> { Count: 0 })
            && Text(keys)?.ToLowerInvariant() is not "false";

    /// <summary>The keys below a path, or of the whole; none where there are no keys.</summary>
    public IReadOnlyList<string> Keys(string keys) =>
        keys.Length == 0 ? Names(_root) : Find(keys) is Dictionary<object, object?> inner ? Names(inner) : [];

    /// <summary>The texts of the list under a path of keys; none where there is no list.</summary>
    public IReadOnlyList<string> Texts(string keys) => Find(keys) is List<object?> list ? [.. list.OfType<string>()] : [];

    /// <summary>The whole number at a path of keys; null where there is none.</summary>
    /// <exception cref="UserException">What stands there is no whole number.</exception>
    public int? Whole(string keys) => Text(keys) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UserException($"{Where}: {keys} is '{text}', a whole number is needed.");

    /// <summary>Whether it says true at a path of keys; false where there is nothing.</summary>
    /// <exception cref="UserException">What stands there is neither true nor false.</exception>
    public bool Flag(string keys) => Text(keys)?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new UserException($"{Where}: {keys} is '{text}', true or false is needed."),
    };

    /// <summary>The number at a path of keys; null where there is none.</summary>
    /// <exception cref="UserException">What stands there is no number.</exception>
    public double? Number(string keys) => Text(keys) is not { } text ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new UserException($"{Where}: {keys} is '{text}', a number is needed.");

    private static IReadOnlyList<string> Names(Dictionary<object, object?> mapping) => [.. mapping.Keys.OfType<string>()];

    private object? Find(string keys)
    {
        object? value = _root;
        foreach (var key in keys.Split('.'))
        {
            value = value is Dictionary<object, object?> inner ? inner.GetValueOrDefault(key) : null;
        }

        return value;
    }
}

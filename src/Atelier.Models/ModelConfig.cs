using Atelier.Core.Files;
using System.Globalization;
using Atelier.Core;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Atelier.Models;

/// <summary>The configuration beside a weight file: an official YAML, a Hugging Face <c>config.json</c>, or a
/// flat JSON.</summary>
public sealed class ModelConfig
{
    private readonly Dictionary<object, object?> _root;

    private ModelConfig(Dictionary<object, object?> root, string path)
    {
        _root = root;
        Where = path;
    }

    /// <summary>An empty configuration.</summary>
    public static ModelConfig Empty { get; } = new([], "");

    /// <summary>The file, for messages; empty where there is none.</summary>
    public string Where { get; }

    /// <summary>Reads YAML or JSON (which is YAML).</summary>
    /// <exception cref="ModelFileException">The file is missing or is neither.</exception>
    public static ModelConfig Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFileException($"There is no configuration {path}.");
        }

        try
        {
            var reader = new DeserializerBuilder().WithDuplicateKeyChecking().Build();
            var text = InputFile.ReadText(path, "a configuration", (message, inner) => new ModelFileException(message, inner));
            var value = YamlBounds.Read(text, path, reader.Deserialize<object?>, message => new ModelFileException(message));
            return value is Dictionary<object, object?> root
                ? new(root, path)
                : throw new ModelFileException($"{path} is no configuration: keys and values are needed.");
        }
        catch (YamlException e)
        {
            throw new ModelFileException($"{path} is neither YAML nor JSON: line {e.Start.Line}, {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The string at a path of keys, such as <c>text_config.hidden_act</c>, or <c>layers.0.1</c> into lists; null where there is
    /// none.</summary>
    public string? String(string keys) => Find(keys) as string;

    /// <summary>Whether a path of keys has a value other than null, false, or an empty one.</summary>
    public bool Has(string keys) =>
        Find(keys) is not (null or "" or Dictionary<object, object?> { Count: 0 } or List<object?> { Count: 0 })
            && String(keys)?.ToLowerInvariant() is not "false";

    /// <summary>The keys below a path, or of the root; none where there are no keys.</summary>
    public IReadOnlyList<string> Keys(string keys) =>
        keys.Length == 0 ? Names(_root) : Find(keys) is Dictionary<object, object?> inner ? Names(inner) : [];

    /// <summary>The strings of the list at a path of keys; none where there is no list.</summary>
    public IReadOnlyList<string> Strings(string keys) => Find(keys) is List<object?> list ? [.. list.OfType<string>()] : [];

    /// <summary>The integer at a path of keys; null where there is none.</summary>
    /// <exception cref="ModelFileException">The value is no integer.</exception>
    public int? Integer(string keys) => String(keys) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ModelFileException($"{Where}: {keys} is '{text}', a whole number is needed.");

    /// <summary>The boolean at a path of keys; false where there is none.</summary>
    /// <exception cref="ModelFileException">The value is neither true nor false.</exception>
    public bool Boolean(string keys) => String(keys)?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new ModelFileException($"{Where}: {keys} is '{text}', true or false is needed."),
    };

    /// <summary>The number at a path of keys; null where there is none.</summary>
    /// <exception cref="ModelFileException">The value is no number.</exception>
    public double? Number(string keys) => String(keys) is not { } text ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new ModelFileException($"{Where}: {keys} is '{text}', a number is needed.");

    private static IReadOnlyList<string> Names(Dictionary<object, object?> mapping) => [.. mapping.Keys.OfType<string>()];

    private object? Find(string keys)
    {
        object? value = _root;
        foreach (var key in keys.Split('.'))
        {
            value = value switch
            {
                Dictionary<object, object?> inner => inner.GetValueOrDefault(key),
                List<object?> list when int.TryParse(key, CultureInfo.InvariantCulture, out var at) => list.ElementAtOrDefault(at),
                _ => null,
            };
        }

        return value;
    }
}

using Atelier.Core.Files;
using Atelier.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Options of <c>imagine</c> in YAML, under the names of the command line: <c>{prompt: a red apple, init-weight: 0.5}</c>.
/// </summary>
internal static class OptionYaml
{
    /// <summary>The key of the prompt.</summary>
    public const string Prompt = "prompt";

    /// <summary>The only document of a text; null if it is empty.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="CommandLineException">It is no YAML.</exception>
    public static YamlNode? Parse(string path, string text)
    {
        try
        {
            var yaml = YamlBounds.Read(text, path, Load, message => new CommandLineException(message));
            return yaml.Documents is [var only] ? only.RootNode : null;
        }
        catch (YamlException e)
        {
            throw new CommandLineException($"{path}, line {e.Start.Line}: it is no YAML ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Reads a file of YAML; null if it is empty.</summary>
    /// <exception cref="CommandLineException">It is missing, or no YAML.</exception>
    public static YamlNode? Read(string path) =>
        Parse(path, InputFile.ReadText(path, "a file of options", (message, _) => new CommandLineException(message)));

    /// <summary>Where a node is, for messages.</summary>
    public static string Where(string path, YamlNode node) => $"{path}, line {node.Start.Line}";

    /// <summary>The words of a command line that say the same as a mapping, without its prompt.</summary>
    /// <exception cref="CommandLineException">A value is no single value or list.</exception>
    public static IEnumerable<string> Words(string path, YamlMappingNode map) =>
        map.Where(pair => Key(path, pair.Key) != Prompt).SelectMany(pair => Option(path, Key(path, pair.Key), pair.Value));

    /// <summary>The prompt of a mapping, or null.</summary>
    /// <exception cref="CommandLineException">It is no single value.</exception>
    public static string? PromptOf(string path, YamlMappingNode map) =>
        map.Where(pair => Key(path, pair.Key) == Prompt).Select(pair => Value(path, pair.Value)).FirstOrDefault();

    /// <summary>A key, as on the command line.</summary>
    public static string Key(string path, YamlNode node) => Value(path, node).Replace('_', '-');

    private static string[] Option(string path, string key, YamlNode value) => value switch
    {
        YamlScalarNode { Value: "true" } => [$"--{key}"],
        YamlScalarNode { Value: "false" } => [],
        YamlSequenceNode values => [$"--{key}", .. values.Select(one => Value(path, one))],
        _ => [$"--{key}", Value(path, value)],
    };

    private static string Value(string path, YamlNode node) => (node as YamlScalarNode)?.Value
        ?? throw new CommandLineException($"{Where(path, node)}: a single value is needed.");

    private static YamlStream Load(TextReader reader)
    {
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml;
    }
}

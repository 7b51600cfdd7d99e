using Atelier.Art.Imagine;
using Atelier.Core.Files;
using Atelier.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>A file of prompts: a text file with one on each line, where empty lines and lines that begin with # are left out, or a YAML
/// list of prompts and of mappings: <c>{prompt: a red apple, seed: 3, size: 256}</c>, whose keys are options of <c>imagine</c>.</summary>
internal static class PromptsFile
{
    /// <summary>The options of each picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options that the entries override.</param>
    /// <exception cref="CommandLineException">The file is missing, empty or malformed, or an option is wrong.</exception>
    public static IReadOnlyList<ImagineOptions> Read(string path, ImagineOptions options)
    {
        if (options.Prompt.Length > 0)
        {
            throw new CommandLineException("--prompts-file holds the prompts: leave out the one beside it.");
        }

        var text = InputFile.ReadText(path, "a file of prompts", (message, _) => new CommandLineException(message));
        var entries = Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? Yaml(path, text) : Lines(path, text);
        return entries.Count == 0
            ? throw new CommandLineException($"{path} holds no prompt: one on each line is needed.")
            : [.. entries.Select(entry => ImagineCommandOptions.Override(options, entry.Words, entry.Where))];
    }

    private static List<(string Where, string[] Words)> Lines(string path, string text) =>
    [
        .. text.Split('\n').Select((line, i) => (Where: $"{path}, line {i + 1}", Text: line.Trim()))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#').Select(line => (line.Where, (string[])["--", line.Text])),
    ];

    private static List<(string Where, string[] Words)> Yaml(string path, string text)
    {
        try
        {
            var yaml = YamlBounds.Read(text, path, Load, message => new CommandLineException(message));
            return yaml.Documents is [{ RootNode: YamlSequenceNode list }]
                ? [.. list.Select(entry => (Where(entry), Words(entry)))]
                : throw new CommandLineException($"{path} holds no list of prompts: lines such as '- a red apple' are needed.");
        }
        catch (YamlException e)
        {
            throw new CommandLineException($"{path}, line {e.Start.Line}: it is no YAML ({e.Message.TrimEnd('.')}).");
        }

        static YamlStream Load(TextReader reader)
        {
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml;
        }

        string Where(YamlNode node) => $"{path}, line {node.Start.Line}";

        string[] Words(YamlNode entry) => entry switch
        {
            YamlScalarNode { Value: { } words } => ["--", words],
            YamlMappingNode map => [.. map.Where(pair => Key(pair.Key) != "prompt").SelectMany(Option), .. map
                .Where(pair => Key(pair.Key) == "prompt").SelectMany(pair => (string[])["--", Value(pair.Value)])],
            _ => throw new CommandLineException($"{Where(entry)}: a prompt, or a mapping of options is needed."),
        };

        IEnumerable<string> Option(KeyValuePair<YamlNode, YamlNode> pair) => pair.Value switch
        {
            YamlScalarNode { Value: "true" } => [$"--{Key(pair.Key)}"],
            YamlSequenceNode values => [$"--{Key(pair.Key)}", .. values.Select(Value)],
            _ => [$"--{Key(pair.Key)}", Value(pair.Value)],
        };

        string Key(YamlNode node) => Value(node).Replace('_', '-');

        string Value(YamlNode node) => (node as YamlScalarNode)?.Value
            ?? throw new CommandLineException($"{Where(node)}: a single value is needed.");
    }
}

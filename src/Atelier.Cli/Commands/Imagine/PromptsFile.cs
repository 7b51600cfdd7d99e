using Atelier.Art.Imagine;
using Atelier.Core.Files;
using YamlDotNet.RepresentationModel;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>A file of prompts: a text file with one on each line, where empty lines and lines that begin with # are left out, or a YAML
/// list of prompts and of mappings: see <see cref="OptionYaml"/>.</summary>
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
            ? throw new CommandLineException($"'{path}' holds no prompt: one on each line is needed.")
            : [.. entries.Select(entry => ImagineCommandOptions.Override(options, entry.Words, entry.Where))];
    }

    private static List<(string Where, string[] Words)> Lines(string path, string text) =>
    [
        .. text.Split('\n').Select((line, i) => (Where: $"{path}, line {i + 1}", Text: line.Trim()))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#').Select(line => (line.Where, (string[])["--", line.Text])),
    ];

    private static List<(string Where, string[] Words)> Yaml(string path, string text) =>
        OptionYaml.Parse(path, text) is YamlSequenceNode list
        ? [.. list.Select(entry => (OptionYaml.Where(path, entry), Words(path, entry)))]
        : throw new CommandLineException($"'{path}' holds no list of prompts: lines such as '- a red apple' are needed.");

    private static string[] Words(string path, YamlNode entry) => entry switch
    {
        YamlScalarNode { Value: { } words } => ["--", words],
        YamlMappingNode map => [
            .. OptionYaml.Words(path, map), .. OptionYaml.PromptOf(path, map) is { } prompt ? (string[])["--", prompt] : [],
        ],
        _ => throw new CommandLineException($"{OptionYaml.Where(path, entry)}: a prompt, or a mapping of options is needed."),
    };
}

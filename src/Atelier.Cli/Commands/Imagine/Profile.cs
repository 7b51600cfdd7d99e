using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Core.Files;
using YamlDotNet.RepresentationModel;

namespace Atelier.Cli.Commands.Imagine;

/// <summary>Named options, from <c>atelier.yaml</c> in the current folder or in <c>~/.config/atelier</c>, and from those that come with
/// Atelier (<c>styles/profiles.yaml</c>). Each is a mapping of options; <c>{words}</c> in its prompt stands for the prompt that is given.
/// The profile <c>default</c> of an <c>atelier.yaml</c> holds for every picture.</summary>
internal sealed class Profile
{
    private const string Default = "default";
    private const string Given = "{words}";
    private readonly string _path;
    private readonly YamlMappingNode _map;

    private Profile(string path, YamlMappingNode map) => (_path, _map) = (path, map);

    /// <summary>The profile of every picture; null if there is none.</summary>
    /// <exception cref="CommandLineException">A file is malformed.</exception>
    public static Profile? OfEveryPicture() => All(Own()).GetValueOrDefault(Default);

    /// <summary>A profile by its name.</summary>
    /// <exception cref="CommandLineException">There is none of that name, or a file is malformed.</exception>
    public static Profile Named(string name)
    {
        var all = All([.. Own(), .. Shipped()]);
        if (all.TryGetValue(name, out var profile))
        {
            return profile;
        }

        var near = EditDistance.Nearest(name, all.Keys, within: 2) is [var first, ..] ? $"; did you mean {first}?" : "";
        throw new CommandLineException(
            $"There is no profile '{name}'{near}; there are {string.Join(", ", all.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Options overridden by the profile's.</summary>
    /// <exception cref="CommandLineException">There is no such option.</exception>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public ImagineOptions Apply(ImagineOptions options) =>
        ImagineCommandOptions.Override(options, [.. OptionYaml.Words(_path, _map)], OptionYaml.Where(_path, _map), validate: false);

    /// <summary>A prompt in the profile's words.</summary>
    public string Reword(string prompt) => OptionYaml.PromptOf(_path, _map) is { } template
        ? template.Replace(Given, prompt, StringComparison.Ordinal)
        : prompt;

    private static IEnumerable<string> Own() => new[]
    {
        "atelier.yaml",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "atelier", "atelier.yaml"),
    }.Where(File.Exists);

    private static IEnumerable<string> Shipped() =>
        ShippedFolders.Named("styles").Select(folder => Path.Combine(folder, "profiles.yaml")).Where(File.Exists).Take(1);

    // the first file that names a profile wins
    private static Dictionary<string, Profile> All(IEnumerable<string> files)
    {
        var all = new Dictionary<string, Profile>();
        foreach (var path in files)
        {
            if (OptionYaml.Read(path) is not YamlMappingNode profiles)
            {
                throw new CommandLineException($"{path} holds no profiles: lines such as 'poster: {{size: 192x256}}' are needed.");
            }

            foreach (var (key, value) in profiles)
            {
                all.TryAdd(OptionYaml.Key(path, key), value is YamlMappingNode map ? new(path, map) : throw new CommandLineException(
                    $"{OptionYaml.Where(path, value)}: a profile is a mapping of options, such as {{size: 192x256}}."));
            }
        }

        return all;
    }
}

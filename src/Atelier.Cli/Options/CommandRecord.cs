using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Options;

/// <summary>The command line that made a picture, stored in its metadata.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Values">Values of arguments and options by name.</param>
/// <param name="Weights">SHA-256 of the weights by model name.</param>
internal sealed record CommandRecord(
    string Command,
    [property: JsonPropertyName("said")] IReadOnlyDictionary<string, string[]> Values,
    IReadOnlyDictionary<string, string> Weights)
{
    private const string Key = "parameters";
    private static readonly string[] s_notRepeated =
    [
        "--output", "--film", "--save-strokes", "--svg", "--json", "--quiet", "--threads", "--device", "--repeat", "--upscale",
    ];

    /// <summary>The option <c>--repeat</c> of commands whose pictures hold a record.</summary>
    public static Option<string?> Repeat() =>
        new("--repeat") { Description = "Repeat the command that made this picture; other options override its values." };

    /// <summary>The metadata of a picture.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="models">The models that were used.</param>
    public static IReadOnlyDictionary<string, string> Create(ParseResult parse, params string[] models)
    {
        var values = new Dictionary<string, string[]>();
        foreach (var result in parse.CommandResult.Children)
        {
            if (Given(result) is { } given && !s_notRepeated.Contains(given.Name))
            {
                values[given.Name] = given.Values;
            }
        }

        var record = new CommandRecord(
            parse.CommandResult.Command.Name, values, WeightsRecord.Create(models.Select(name => (name, ModelHub.Find(name)))));
        return new Dictionary<string, string>
        {
            ["Software"] = "Atelier", [Key] = JsonSerializer.Serialize(record, JsonSerializerOptions.Web),
        };
    }

    /// <summary>The command line of a picture's record, overridden by what is given now; the command line itself without <c>--repeat</c>.
    /// </summary>
    /// <exception cref="CommandLineException">The picture has no record, or one of another command.</exception>
    public static ParseResult Expand(ParseResult parse, Option<string?> repeat, Output.Report report)
    {
        if (parse.GetValue(repeat) is not { } path)
        {
            return parse;
        }

        var (record, command) = (Read(path), parse.CommandResult.Command);
        if (record.Command != command.Name)
        {
            throw new CommandLineException(
                $"{path} was made by 'atelier {record.Command}': 'atelier {record.Command} --repeat {path}' makes it again.");
        }

        var given = parse.CommandResult.Children.Select(Given).OfType<(string Name, string[] Values)>()
            .ToDictionary(one => one.Name, one => one.Values);
        string[] ValuesOf(string name) => given.GetValueOrDefault(name) ?? record.Values.GetValueOrDefault(name) ?? [];
        var options = command.Options.Where(
            option => option != repeat && (given.ContainsKey(option.Name) || record.Values.ContainsKey(option.Name)));
        string[] tokens =
        [
            command.Name,
            .. options.SelectMany(
                option => ValuesOf(option.Name) is { Length: > 0 } values
                    ? values.Select(value => $"{option.Name}={value}")
                    : [option.Name]),
            "--",
            .. command.Arguments.SelectMany(argument => ValuesOf(argument.Name)),
        ];
        var again = parse.RootCommandResult.Command.Parse(tokens);
        if (ParseErrors.Describe(again, tokens) is { } error)
        {
            throw new CommandLineException($"{path} cannot be made again: {error}");
        }

        var changed = WeightsRecord.Changed(
            record.Weights, WeightsRecord.Create(record.Weights.Keys.Select(name => (name, ModelHub.Find(name)))));
        changed.ToList().ForEach(name => report.Note($"The weights of {name} have changed since: the picture will not be the same."));
        return again;
    }

    /// <summary>Rejects a picture of another command than imagine, whose pictures have options instead of a command line.</summary>
    /// <exception cref="CommandLineException">Another command made the picture.</exception>
    public static void RequireImagine(string path)
    {
        if (File.Exists(path) && Path.GetExtension(path) != ".json" && Parse(Picture.ReadText(path, Key) ?? "") is { Command: var command })
        {
            throw new CommandLineException(
                $"{path} was made by 'atelier {command}': 'atelier {command} --repeat {path}' makes it again.");
        }
    }

    private static CommandRecord Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandLineException($"There is no file '{path}'.");
        }

        var text = Picture.ReadText(path, Key) 
            ?? throw new CommandLineException($"'{path}' carries no parameters of the command that made it.");
        return Parse(text) ?? throw new CommandLineException(
            $"'{path}' carries parameters of another command or program: 'atelier imagine --repeat' makes pictures of imagine again.");
    }

    // null for the metadata of imagine and of other programs
    private static CommandRecord? Parse(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize<CommandRecord>(json, JsonSerializerOptions.Web);
            return record is { Command: not null, Values: not null, Weights: not null }
                && !record.Values.Values.Any(values => values is null || values.Contains(null))
                && !record.Weights.Values.Contains(null)
                ? record
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Name, string[] Values)? Given(SymbolResult result) => result switch
    {
        OptionResult { Implicit: false } option => (option.Option.Name, [.. option.Tokens.Select(token => token.Value)]),
        ArgumentResult { Tokens.Count: > 0 } argument => (argument.Argument.Name, [.. argument.Tokens.Select(token => token.Value)]),
        _ => null,
    };
}

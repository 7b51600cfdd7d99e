using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Options;

/// <summary>What a picture was made with, kept inside it: the command, and all that was said to it.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Said">Arguments and options by their names.</param>
/// <param name="Weights">SHA-256 of the weights, by the models' names.</param>
internal sealed record CommandRecord(
    string Command, IReadOnlyDictionary<string, string[]> Said, IReadOnlyDictionary<string, string> Weights)
{
    private const string Key = "parameters";
    private static readonly string[] s_places =
    [
        "--output", "--film", "--save-strokes", "--svg", "--json", "--quiet", "--threads", "--device", "--repeat", "--upscale",
    ];

    /// <summary>The option of commands whose pictures carry a record.</summary>
    public static Option<string?> Repeat() =>
        new("--repeat") { Description = "Do again what this picture was made with; what else is said is changed." };

    /// <summary>The texts to put into a picture.</summary>
    /// <param name="parse">What was said.</param>
    /// <param name="models">The models it was made with.</param>
    public static IReadOnlyDictionary<string, string> Of(ParseResult parse, params string[] models)
    {
        var said = new Dictionary<string, string[]>();
        foreach (var result in parse.CommandResult.Children)
        {
            if (Named(result) is { } one && !s_places.Contains(one.Name))
            {
                said[one.Name] = one.Values;
            }
        }

        var record = new CommandRecord(
            parse.CommandResult.Command.Name, said, WeightsRecord.Of(models.Select(name => (name, ModelHub.Find(name)))));
        return new Dictionary<string, string>
        {
            ["Software"] = "Atelier", [Key] = JsonSerializer.Serialize(record, JsonSerializerOptions.Web),
        };
    }

    /// <summary>The command line of a picture's record with what is said now put in its place; the
    /// same where nothing is to be done again.</summary>
    /// <exception cref="UserException">The picture has no record, or one of another command.</exception>
    public static ParseResult Expand(ParseResult parse, Option<string?> repeat, Output.Report report)
    {
        if (parse.GetValue(repeat) is not { } path)
        {
            return parse;
        }

        var (record, command) = (Read(path), parse.CommandResult.Command);
        if (record.Command != command.Name)
        {
            throw new UserException(
                $"{path} was made by 'atelier {record.Command}': 'atelier {record.Command} --repeat {path}' makes it again.");
        }

        var now = parse.CommandResult.Children.Select(Named).OfType<(string Name, string[] Values)>()
            .ToDictionary(one => one.Name, one => one.Values);
        string[] Values(string name) => now.GetValueOrDefault(name) ?? record.Said.GetValueOrDefault(name) ?? [];
        var options = command.Options.Where(
            option => option != repeat && (now.ContainsKey(option.Name) || record.Said.ContainsKey(option.Name)));
        string[] words =
        [
            command.Name,
            .. options.SelectMany(
                option => Values(option.Name) is { Length: > 0 } values ? values.Select(value => $"{option.Name}={value}") : [option.Name]),
            "--",
            .. command.Arguments.SelectMany(argument => Values(argument.Name)),
        ];
        var again = parse.RootCommandResult.Command.Parse(words);
        if (WrongWords.Of(again, words) is { } wrong)
        {
            throw new UserException($"{path} cannot be made again: {wrong}");
        }

        var changed = WeightsRecord.Changed(
            record.Weights, WeightsRecord.Of(record.Weights.Keys.Select(name => (name, ModelHub.Find(name)))));
        changed.ToList().ForEach(name => report.Note($"The weights of {name} are not those of then: the picture will not be the same."));
        return again;
    }

    private static CommandRecord Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserException($"There is no file '{path}'.");
        }

        var text = Picture.ReadText(path, Key) ?? throw new UserException($"{path} carries no parameters of what it was made with.");
        try
        {
            var record = JsonSerializer.Deserialize<CommandRecord>(text, JsonSerializerOptions.Web);
            if (record is { Command: not null, Said: not null, Weights: not null }
                && !record.Said.Values.Any(values => values is null || values.Contains(null))
                && !record.Weights.Values.Contains(null))
            {
                return record;
            }
        }
        catch (JsonException)
        {
            // another program's, or imagine's
        }

        throw new UserException(
            $"{path} carries parameters of another command or program: 'atelier imagine --repeat' makes pictures of imagine again.");
    }

    private static (string Name, string[] Values)? Named(SymbolResult result) => result switch
    {
        OptionResult { Implicit: false } option => (option.Option.Name, [.. option.Tokens.Select(token => token.Value)]),
        ArgumentResult { Tokens.Count: > 0 } argument => (argument.Argument.Name, [.. argument.Tokens.Select(token => token.Value)]),
        _ => null,
    };
}

using System.Text.Json;
using Spectre.Console;

namespace Atelier.Cli.Output;

/// <summary>What a command tells: results on standard output, as words or as JSON; progress and remarks on standard error, unless it is to
/// be quiet. Terminals get a moving bar and tables as wide as they are; pipes and files get plain lines of any length.</summary>
/// <param name="json">Results as JSON.</param>
/// <param name="quiet">No progress, no remarks.</param>
internal sealed class Report(bool json, bool quiet)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson => json;

    /// <summary>Whether progress is shown.</summary>
    public bool IsQuiet => quiet;

    /// <summary>A result, in words or as an object.</summary>
    public void Result(string words, object value) => Console.WriteLine(json ? JsonSerializer.Serialize(value, s_json) : words);

    /// <summary>A remark.</summary>
    public void Note(string sentence)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(sentence);
        }
    }

    /// <summary>A result that is a table.</summary>
    /// <param name="columns">Their heads.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="value">The same as an object.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, object value)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(value, s_json));
            return;
        }

        if (Console.IsOutputRedirected)
        {
            Console.Write(PlainTable.Of(columns, [.. rows]));
            return;
        }

        var table = new Table().RoundedBorder();
        table.AddColumns([.. columns.Select(Markup.Escape)]);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Does work that takes a while, which tells what it is doing and what share of the whole is done, 0 to 1.</summary>
    public T Progress<T>(string title, Func<Action<string, double>, T> work) =>
        ProgressAsync(title, tell => Task.FromResult(work(tell))).GetAwaiter().GetResult();

    /// <summary>The same for work that waits.</summary>
    public async Task<T> ProgressAsync<T>(string title, Func<Action<string, double>, Task<T>> work)
    {
        if (quiet)
        {
            return await work((_, _) => { });
        }

        if (Console.IsErrorRedirected)
        {
            return await work(Lines(title));
        }

        using var bar = new ProgressLine();
        return await work((step, share) => bar.Show($"{title}: {step}", share));
    }

    // a line for each new step, and each quarter of a long one
    private static Action<string, double> Lines(string title)
    {
        var last = ("", -1);
        return (step, share) =>
        {
            var now = (step, (int)(share * 4));
            if (now != last)
            {
                Console.Error.WriteLine($"{title}: {step} {share:P0}");
                last = now;
            }
        };
    }
}

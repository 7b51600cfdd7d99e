using System.Text.Json;
using Spectre.Console;

namespace Atelier.Cli.Output;

/// <summary>The output of a command: results on standard output, as text or JSON; progress and notes on standard error unless it is quiet.
/// Terminals get a progress bar and tables of their width; pipes and files get plain lines of any length.</summary>
/// <param name="json">Results as JSON.</param>
/// <param name="quiet">No progress and no notes.</param>
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

    /// <summary>Writes a result, as text or as an object.</summary>
    public void Result(string text, object value) => Console.WriteLine(
        json ? JsonSerializer.Serialize(value, s_json) : Console.IsOutputRedirected ? text : Visible.EscapeLines(text));

    /// <summary>Writes a note.</summary>
    public void Note(string sentence)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(Visible.EscapeLines(sentence));
        }
    }

    /// <summary>Writes a result that is a table.</summary>
    /// <param name="columns">Column headings.</param>
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
            Console.Write(PlainTable.Format(columns, [.. rows]));
            return;
        }

        var table = new Table().RoundedBorder();
        table.AddColumns([.. columns.Select(Markup.Escape)]);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => Markup.Escape(Visible.Escape(cell)))]);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Runs work that reports its current step and the fraction done, 0 to 1.</summary>
    public T Progress<T>(string title, Func<Action<string, double>, T> work) =>
        ProgressAsync(title, show => Task.FromResult(work(show))).GetAwaiter().GetResult();

    /// <summary>Runs asynchronous work that reports its current step and the fraction done, 0 to 1.</summary>
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
        return await work((step, fraction) => bar.Show($"{title}: {step}", fraction));
    }

    // a line for each step, and for each quarter of a long step
    private static Action<string, double> Lines(string title)
    {
        var last = ("", -1);
        return (step, fraction) =>
        {
            var current = (step, (int)(fraction * 4));
            if (current != last)
            {
                Console.Error.WriteLine(Visible.Escape($"{title}: {step} {fraction:P0}"));
                last = current;
            }
        };
    }
}

using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>A progress bar on standard error for work that takes a while: in a terminal it moves; elsewhere each new step, and each quarter of a
/// long one, is a line.</summary>
internal static class TerminalBar
{
    /// <summary>Does the work, which tells what it is doing and what share of the whole is done, 0 to 1.</summary>
    public static async Task<T> RunAsync<T>(string title, Func<Action<string, double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            var last = ("", -1);
            return await work((step, share) =>
            {
                var now = (step, (int)(share * 4));
                if (now != last)
                {
                    Console.Error.WriteLine($"{title}: {step} {share:P0}");
                    last = now;
                }
            });
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(title), maxValue: 1);
                return await work((step, share) => (bar.Description, bar.Value) = (Markup.Escape($"{title}: {step}"), share));
            });
    }

    /// <summary>The same for work that keeps its thread.</summary>
    public static T Run<T>(string title, Func<Action<string, double>, T> work) => RunAsync(title, report => Task.FromResult(work(report))).GetAwaiter().GetResult();
}

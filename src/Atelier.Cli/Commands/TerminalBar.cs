using Atelier.Training.Data;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>A progress bar for work that counts: in a terminal it moves, elsewhere each new step is a line.</summary>
internal static class TerminalBar
{
    public static async Task<T> RunAsync<T>(string title, Func<IProgress<BuildProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            var last = "";
            return await work(new Immediate(progress =>
            {
                if (progress.Step != last)
                {
                    Console.Error.WriteLine($"{title}: {last = progress.Step}");
                }
            }));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask(title, maxValue: 1);
            return await work(new Immediate(progress => (bar.Description, bar.Value) = (Markup.Escape(progress.Step), progress.Share)));
        });
    }

    private sealed class Immediate(Action<BuildProgress> report) : IProgress<BuildProgress>
    {
        private readonly Lock _one = new();

        public void Report(BuildProgress value)
        {
            lock (_one)
            {
                report(value);
            }
        }
    }
}

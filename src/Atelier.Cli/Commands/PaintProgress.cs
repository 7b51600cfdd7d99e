using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>A bar in a terminal while something is painted; elsewhere nothing.</summary>
internal static class PaintProgress
{
    public static T Show<T>(string title, Func<Action<string, double>, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work((_, _) => { });
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask(title, maxValue: 1);
            return work((what, share) => (bar.Description, bar.Value) = (Markup.Escape($"{title}: {what}"), share));
        });
    }
}

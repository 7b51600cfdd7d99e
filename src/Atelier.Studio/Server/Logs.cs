using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Atelier.Studio.Server;

/// <summary>The log: lines for people, or JSON objects for programs, on the standard error. What belongs to a request names it.</summary>
internal static class Logs
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    /// <summary>Adds the log.</summary>
    public static void Add(WebApplicationBuilder builder, bool isJson)
    {
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (isJson)
        {
            builder.Logging.AddJsonConsole(Say);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                Say(console);
                console.SingleLine = true;
            });
        }

        static void Say(ConsoleFormatterOptions console) =>
            (console.IncludeScopes, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Time);
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Atelier.Cli.Options;
using Atelier.Work.Running;

namespace Atelier.Cli.Commands.Work;

/// <summary><c>atelier work http://studio:7860</c>: does a studio's jobs on this machine.</summary>
internal static class WorkCommand
{
    private const string KeyVariable = "ATELIER_KEY";
    private const string IdName = "--id";
    private const string UntilEndName = "--until-input-ends";

    public static Command Create()
    {
        var studio = new Argument<string>("studio") { Description = "The studio's address, such as http://studio:7860." };
        var key = new Option<string?>("--key") { Description = $"A worker's key; by default {KeyVariable}." };
        var name = new Option<string>("--name")
        {
            Description = "This worker's name.", DefaultValueFactory = _ => Environment.MachineName,
        };
        var id = new Option<string?>(IdName)
        {
            Description = "Its identifier: one that starts again with it gets its unfinished job back at once. By default a new one.",
        };
        var untilEnd = new FlagOption(UntilEndName) { Description = "Stop when the standard input ends.", Hidden = true };
        var command = new Command("work", "Do the jobs of a studio.") { studio, key, name, id, untilEnd };
        command.SetAction(async (parse, cancel) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (parse.GetValue(untilEnd))
            {
                WatchInput(stop);
            }

            var options = new WorkerOptions
            {
                Studio = Address(parse.GetValue(studio)!),
                Key = Key(parse.GetValue(key) ?? Environment.GetEnvironmentVariable(KeyVariable)),
                Device = parse.Device(),
                Name = parse.GetValue(name)!,
                Say = parse.Report().Note,
            };
            await new Worker(parse.GetValue(id) is { } own ? options with { Id = own } : options).RunAsync(stop.Token);
            return 0;
        });
        return command.WithDeviceOptions();
    }

    /// <summary>The command of a studio's own worker. It has the same identifier whenever the studio starts again.</summary>
    public static ProcessStartInfo Child(Uri studio, string folder)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName} {folder}")))[..32];
        string[] words = ["work", $"{studio}", IdName, id, UntilEndName, "--quiet"];
        var host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new(host, [typeof(WorkCommand).Assembly.Location, .. words]) : new(host, words);
    }

    private static string? Key(string? text) => text is null || text.All(letter => letter is > ' ' and <= '~') ? text
        : throw new CommandLineException("That is no key of a studio: 'atelier studio key NAME --role worker' there makes one.");

    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new CommandLineException($"'{text}' is no address of a studio: http://studio:7860 is.");

    private static void WatchInput(CancellationTokenSource stop) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
            // nothing is expected
        }

        stop.Cancel();
    })
    {
        IsBackground = true,
    }.Start();
}

using System.CommandLine;
using System.Net;
using Atelier.Cli.Commands.Work;
using Atelier.Cli.Options;
using Atelier.Studio;
using Atelier.Studio.Server;

namespace Atelier.Cli.Commands.Studio;

/// <summary><c>atelier studio</c>: jobs over HTTP, with a worker of its own.</summary>
internal static class StudioCommand
{
    private const int DefaultPort = 7860;

    public static Command Create()
    {
        var listen = new Option<string>("--listen")
        {
            Description = "Address and port; another address than 127.0.0.1 lets other machines in, with keys.",
            DefaultValueFactory = _ => $"127.0.0.1:{DefaultPort}",
            HelpName = "address:port",
        };
        var data = StudioData.FolderOption();
        var postgres = StudioData.PostgresOption();
        var bucket = new Option<string?>("--bucket")
        {
            Description = "Keep files in S3 instead of the folder: s3://bucket/folder.", HelpName = "s3://…",
        };
        var hosts = new Option<string[]>("--host") { Description = "A name by which the studio is reached; may be given several times." };
        var origins = new Option<string[]>("--origin")
        {
            Description = "The origin of a web page that may use the studio, such as https://example.org; may be given several times.",
        };
        var proxies = new Option<string[]>("--trusted-proxy")
        {
            Description = "The address of a proxy whose X-Forwarded-For is believed; may be given several times. Requests need keys then.",
            HelpName = "address",
        };
        var rate = new NumericOption<int>(1, 1_000_000, "--rate")
        {
            Description = "Requests a minute that the key of an artist may send.",
            Default = new StudioOptions { Folder = "" }.RequestsPerMinute,
        };
        var privately = new FlagOption("--private-webhooks")
        {
            Description = "Let webhooks go to this machine and its network, not to the internet alone.",
        };
        var alone = new FlagOption("--no-worker") { Description = "Start no worker: other machines do the jobs." };
        var command = new Command(
            "studio",
            "Serve jobs over HTTP: its own API, OpenAI's images and AUTOMATIC1111's. ATELIER_DEVICE and ATELIER_THREADS are its worker's.")
        {
            listen, data, postgres, bucket, hosts, origins, proxies, rate, privately, alone,
            StudioKeyCommand.Create(), StudioBackupCommand.Create(),
        };
        command.SetAction(async (parse, cancel) =>
        {
            var report = parse.Report();
            var folder = StudioData.Folder(parse, data);
            await StudioServer.RunAsync(
                new()
                {
                    Listen = EndPoint(parse.GetValue(listen)!),
                    Folder = folder,
                    Postgres = StudioData.Postgres(parse, postgres),
                    Bucket = parse.GetValue(bucket),
                    Hosts = parse.GetValue(hosts) ?? [],
                    Origins = parse.GetValue(origins) ?? [],
                    TrustedProxies = [.. (parse.GetValue(proxies) ?? []).Select(Proxy)],
                    RequestsPerMinute = rate.Get(parse),
                    PrivateWebhooks = parse.GetValue(privately),
                    Worker = parse.GetValue(alone) ? null : studio => WorkCommand.Child(studio, folder),
                    JsonLog = report.IsJson,
                    Say = report.Note,
                },
                cancel);
            return 0;
        });
        return command.WithOutputOptions();
    }

    private static IPAddress Proxy(string text) => IPAddress.TryParse(text, out var address) ? address
        : throw new CommandLineException($"--trusted-proxy '{text}' is no address: 127.0.0.1 or 10.0.0.5 are.");

    // an address, a port, or both
    private static IPEndPoint EndPoint(string text)
    {
        if (ushort.TryParse(text, out var alone))
        {
            return new(IPAddress.Loopback, alone);
        }

        var address = text.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase);
        if (IPAddress.TryParse(address, out var only))
        {
            return new(only, DefaultPort);
        }

        return IPEndPoint.TryParse(address, out var endpoint) ? endpoint
            : throw new CommandLineException($"--listen '{text}' is no address and port: 127.0.0.1:{DefaultPort} or 0.0.0.0:80 are.");
    }
}

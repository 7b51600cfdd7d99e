using System.Net;
using System.Net.Sockets;
using Atelier.Cli;

namespace Atelier.Studio.Tests.Server;

/// <summary>The commands as somebody types them: what was asked wrongly ends with one sentence and exit code 2.</summary>
[Collection("studio")]
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AKey_IsMadeOnce_AndTakenAway()
    {
        var (code, output, _) = await RunAsync("studio", "key", "ada", "--data", _folder);
        Assert.Equal(0, code);
        Assert.Matches("^atk_[0-9a-f]{32}_[0-9a-f]{64}\n$", output);
        await RefusedAsync("ada is an artist already", "studio", "key", "ada", "--role", "worker", "--data", _folder);
        (_, output, _) = await RunAsync("studio", "key", "ada", "--revoke", "--data", _folder);
        Assert.Contains("1 keys of ada are no longer valid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatIsNone_IsRefused()
    {
        await RefusedAsync("is no address and port", "studio", "--listen", "nowhere", "--data", _folder);
        await RefusedAsync("is no address of a studio", "work", "nowhere");
        await RefusedAsync("others can reach the studio", "studio", "--listen", "0.0.0.0:0", "--data", _folder);
        await RefusedAsync("'nginx' is no address", "studio", "--trusted-proxy", "nginx", "--data", _folder);
        await RefusedAsync("Through a proxy", "studio", "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--data", _folder);
        await RefusedAsync("PostgreSQL cannot be reached", "studio", "--postgres", "Host=/nowhere;Timeout=1", "--data", _folder);
    }

    [Fact]
    public async Task APortOrAFolderInUse_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await RefusedAsync("cannot listen at", "studio", "--listen", $"{listener.LocalEndpoint}", "--data", _folder);

        await using var studio = await RunningStudio.StartAsync();
        await RefusedAsync("is in use by process", "studio", "--listen", "127.0.0.1:0", "--data", studio.Folder);
    }

    [Fact]
    public async Task AFileThatIsNoDatabase_IsLeftAlone()
    {
        var file = Path.Combine(_folder, "studio.db");
        await File.WriteAllTextAsync(file, new string('x', 5000));
        await RefusedAsync("is no database of a studio", "studio", "--listen", "127.0.0.1:0", "--data", _folder);
        Assert.Equal(5000, new FileInfo(file).Length);
    }

    [Fact]
    public async Task AWorkerOfNoStudio_SaysSo()
    {
        await using var studio = await RunningStudio.StartAsync();
        await RefusedAsync("refuses this worker (404)", "work", $"{studio.Address}elsewhere");
    }

    private static async Task RefusedAsync(string words, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.True(code == 2 && error.Contains(words, StringComparison.Ordinal), $"{code}: {error}");
        Assert.Single(error.TrimEnd('\n').Split('\n'), line => !line.StartsWith("working for ", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var complained = new StringWriter();
        try
        {
            Console.SetOut(written);
            Console.SetError(complained);
            return (await CommandLine.RunAsync(arguments), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}

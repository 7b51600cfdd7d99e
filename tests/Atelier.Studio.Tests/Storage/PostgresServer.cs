using System.Diagnostics;
using Npgsql;

namespace Atelier.Studio.Tests.Storage;

/// <summary>A PostgreSQL server of the tests' own, installed where it is missing and may be. It ends with this process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-pg-").FullName;
    private string _programs = "";
    private Process? _server;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        if (Programs() is null && Environment.IsPrivilegedProcess)
        {
            await RunAsync("apt-get", "-y", "-qq", "update");
            await RunAsync("apt-get", "-y", "-qq", "install", "--no-install-recommends", "postgresql");
        }

        _programs = Programs() ?? "";
        Assert.True(_programs.Length > 0, "These tests need PostgreSQL: apt-get install postgresql.");
        if (Environment.IsPrivilegedProcess) // the server refuses to run as root
        {
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsync(AsPostgres([Path.Combine(_programs, "initdb"), "-D", Data, "-A", "trust", "-U", "postgres", "--no-sync"]));
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts the server, and waits until it can be asked.</summary>
    public async Task StartAsync()
    {
        string[] server =
        [
            Path.Combine(_programs, "postgres"), "-D", Data, "-k", _folder, "-c", "listen_addresses=", "-c", "fsync=off",
            "-c", "logging_collector=on",
        ];
        // the shell stops the server once its input ends, as it does when this process has ended
        var command = AsPostgres(["sh", "-c", "\"$@\" & read -r _; kill -QUIT $!; wait", "server", .. server]);
        _server = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardError = true,
        })!;
        await ReadyAsync();
    }

    /// <summary>Stops the server at once, whatever it is doing.</summary>
    public async Task StopAsync()
    {
        _server!.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return Connection(name);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Connection(string database) => $"Host={_folder};Username=postgres;Database={database}";

    private async Task ReadyAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 200 && !_server!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string[] AsPostgres(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", .. command] : command;

    // Debian keeps them out of the path
    private static string? Programs() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .Select(version => Path.Combine(version, "bin"))
            .Concat(Environment.GetEnvironmentVariable("PATH")!.Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" }, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]} ended with {process.ExitCode}: {await errors}");
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition("postgres")]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>;

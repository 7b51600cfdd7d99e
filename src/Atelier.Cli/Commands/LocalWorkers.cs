using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary>The processes of a run: those that <c>--workers</c> starts on this machine, or those that torchrun's variables name.</summary>
internal sealed class LocalWorkers : IDisposable
{
    private const string Loopback = "127.0.0.1";
    private readonly List<Process> _started = [];
    private readonly Workers? _joined;

    /// <summary>Joins the others, after starting them where that is asked for.</summary>
    /// <param name="asked">Processes in all; 1 for this one alone. Without a meaning where <c>RANK</c> is set.</param>
    /// <exception cref="UserException">A variable is missing or no number.</exception>
    public LocalWorkers(int asked)
    {
        if (Environment.GetEnvironmentVariable("RANK") is not null)
        {
            var (rank, count) = (Variable("RANK", 0, int.MaxValue), Variable("WORLD_SIZE", 1, int.MaxValue));
            if (rank >= count)
            {
                throw new UserException($"RANK is {rank}, but WORLD_SIZE is {count}.");
            }

            var address = Environment.GetEnvironmentVariable("MASTER_ADDR") ?? throw new UserException("RANK is set, but not MASTER_ADDR: where worker 0 can be reached.");
            _joined = Workers.Join(address, Variable("MASTER_PORT", 1, ushort.MaxValue), rank, count);
        }
        else if (asked > 1)
        {
            _joined = Start(asked);
        }
    }

    /// <summary>Leaves the others and waits for those started here.</summary>
    public void Dispose()
    {
        _joined?.Dispose();
        foreach (var process in _started)
        {
            process.WaitForExit();
            process.Dispose();
        }
    }

    private Workers Start(int count)
    {
        var port = FreePort();
        var threads = Math.Max(1, Environment.ProcessorCount / count);
        var own = Environment.GetCommandLineArgs();
        var host = Environment.ProcessPath!;
        IEnumerable<string> arguments = Path.GetFileNameWithoutExtension(host) == "dotnet" ? own : own[1..];
        for (var rank = 1; rank < count; rank++)
        {
            var start = new ProcessStartInfo(host, arguments) { UseShellExecute = false };
            foreach (var (name, value) in new[] { ("RANK", rank), ("LOCAL_RANK", rank), ("WORLD_SIZE", count), ("MASTER_PORT", port) })
            {
                start.Environment[name] = value.ToString(CultureInfo.InvariantCulture);
            }

            start.Environment["MASTER_ADDR"] = Loopback;
            start.Environment.TryAdd("ATELIER_THREADS", threads.ToString(CultureInfo.InvariantCulture));
            _started.Add(Process.Start(start)!);
        }

        if (Environment.GetEnvironmentVariable("ATELIER_THREADS") is null)
        {
            torch.set_num_threads(threads);
        }

        return Workers.Join(Loopback, port, 0, count);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static int Variable(string name, int least, int most) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UserException($"{name} is '{Environment.GetEnvironmentVariable(name)}'; a whole number of at least {least} is needed, as torchrun sets it.");
}

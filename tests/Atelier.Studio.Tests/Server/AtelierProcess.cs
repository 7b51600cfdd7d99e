using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Atelier.Studio.Tests.Server;

/// <summary>The program as a process, which the tests kill, stop and continue.</summary>
internal sealed class AtelierProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    public AtelierProcess(params string[] arguments)
        : this([], arguments)
    {
    }

    /// <summary>Starts it by another program, such as <c>nsenter</c>, that becomes it.</summary>
    /// <param name="by">That program and its arguments; empty for none.</param>
    /// <param name="arguments">The program's own.</param>
    public AtelierProcess(string[] by, string[] arguments)
    {
        // a file that cannot grow is an error, and no signal
        string[] command =
        [
            .. by, "sh", "-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "atelier.dll"),
            .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>What it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>A studio at this port, once it listens.</summary>
    public static async Task<AtelierProcess> StudioAsync(string folder, int port, params string[] more)
    {
        var studio = new AtelierProcess(["studio", "--listen", $"127.0.0.1:{port}", "--data", folder, .. more]);
        await studio.UntilSaidAsync("The studio is at");
        return studio;
    }

    /// <summary>A worker for a studio.</summary>
    public static AtelierProcess Worker(Uri studio, string id) => new("work", $"{studio}", "--id", id, "--name", id);

    /// <summary>Waits until it has written some words.</summary>
    public async Task UntilSaidAsync(string words)
    {
        var end = DateTime.UtcNow.AddSeconds(60);
        while (!Output.Contains(words, StringComparison.Ordinal))
        {
            Assert.True(!_process.HasExited && DateTime.UtcNow < end, $"it never said '{words}': {Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal: <c>STOP, CONT, TERM</c>.</summary>
    public Task SignalAsync(string name) => RunAsync("kill", $"-{name}", $"{_process.Id}");

    /// <summary>Lets none of its files grow beyond some bytes (RLIMIT_FSIZE); null lets them grow again.</summary>
    public Task LimitFilesAsync(long? bytes) =>
        RunAsync("prlimit", "--pid", $"{_process.Id}", $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:unlimited");

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }

    private void Take(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}

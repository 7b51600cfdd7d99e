using System.Diagnostics;
using System.Text;

namespace Atelier.Studio.Tests.Server;

/// <summary>The program as a process, which the tests kill, stop and continue.</summary>
internal sealed class AtelierProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    public AtelierProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments])
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
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

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

    private void Take(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}

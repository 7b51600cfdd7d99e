using System.Diagnostics;
using System.Globalization;
using Atelier.Tests;

namespace Atelier.Distributed.Tests;

/// <summary>A command that is running, with what it says.</summary>
public sealed class Run : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Atelier.Distributed.Ranks");
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Run(string program, IEnumerable<string> words, params (string Name, string Value)[] environment)
    {
        var start = Foreground.Start(program, words);
        foreach (var (name, value) in environment.Append(("TERM", "dumb")))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>The program of the ranks, as it is.</summary>
    public static Run Program(IEnumerable<string> words, params (string Name, string Value)[] environment) =>
        new(s_program, words, environment);

    /// <summary>The program under mpirun, as a user would write it.</summary>
    public static Run Mpirun(int count, params string[] words)
    {
        string[] root = Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : [];
        return new(
            "mpirun", [.. root, "--quiet", "--oversubscribe", "-n", count.ToString(CultureInfo.InvariantCulture), s_program, .. words]);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string[] Output, string[] Error)> End()
    {
        using var patience = new CancellationTokenSource(s_longest);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"still running after {s_longest}: {await _output}{await _error}");
        }

        return (_process.ExitCode, Lines(await _output), Lines(await _error));
    }

    /// <summary>Sends a signal to a process.</summary>
    public static void Signal(string signal, int id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose() => _process.Dispose();

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

using System.Diagnostics;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

/// <summary>Ctrl-C and SIGTERM, sent to the program as a process.</summary>
public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);
    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    public void Dispose() => _toys.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task TheFirst_KeepsThePicture_AndSaysHowToGoOn(string signal)
    {
        using var process = Start();
        await UntilItIteratesAsync(process);
        await SendAsync(signal, process);

        var (output, _) = await EndAsync(process);

        Assert.Equal(130, process.ExitCode);
        var run = Assert.Single(Directory.GetDirectories(Runs));
        Assert.Contains($"'atelier imagine --resume {run}' resumes it", output);
        Assert.Equal(32, Picture.Load(Path.Combine(run, "picture.png")).Width);
        AssertNothingHalf();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task TheSecond_EndsAtOnce_AndLeavesNothingHalf(string signal)
    {
        using var process = Start();
        await UntilItIteratesAsync(process);
        process.Refresh();
        await SendAsync("STOP", process); // so that both arrive together
        await SendAsync(signal, process);
        await SendAsync(signal == "INT" ? "TERM" : "INT", process);
        await SendAsync("CONT", process);

        var (_, error) = await EndAsync(process);

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted", error);
        Assert.DoesNotContain("   at ", error);
        AssertNothingHalf();
    }

    [Fact]
    public async Task ACommandWithNothingToKeep_EndsAtTheFirst()
    {
        using var process = Start("bench", "upscale", "--runs", "1000", "--size", "256");
        await UntilItComputesAsync(process);
        await SendAsync("TERM", process);

        await EndAsync(process);

        Assert.Equal(130, process.ExitCode);
    }

    private void AssertNothingHalf()
    {
        Assert.Empty(Directory.GetFiles(Runs, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Runs, ".lock*", SearchOption.AllDirectories));
    }

    private Process Start() =>
        Start("imagine", "red apple", "-i", "1000000", "--save-every", "1", "--model", _toys.Vqgan, "--clip", _toys.Clip, "--runs", Runs);

    private static Process Start(params string[] arguments) =>
        Process.Start(Foreground.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments]))!;

    private async Task UntilItIteratesAsync(Process process)
    {
        var clock = Stopwatch.StartNew();
        while (!Directory.Exists(Runs) || !Directory.EnumerateFiles(Runs, "0*.png", SearchOption.AllDirectories).Any())
        {
            Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync() : "");
            Assert.True(clock.Elapsed < s_patience, "it does not begin");
            await Task.Delay(20);
        }
    }

    // libtorch may be loaded beside the parsing of the command line, after which signals are handled
    private static async Task UntilItComputesAsync(Process process)
    {
        var clock = Stopwatch.StartNew();
        while (!(await File.ReadAllTextAsync($"/proc/{process.Id}/maps")).Contains("LibTorchSharp", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < s_patience, "it does not begin");
            await Task.Delay(20);
        }

        await Task.Delay(3000);
    }

    private static async Task SendAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static async Task<(string Output, string Error)> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return (await output, await error);
    }
}

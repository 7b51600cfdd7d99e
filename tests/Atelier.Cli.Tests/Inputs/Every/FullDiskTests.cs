using System.Diagnostics;
using System.Globalization;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>Every command that writes, where no file can grow beyond some bytes, as on a disk that is nearly full: one sentence, and no
/// file that is half written. The kernel holds the limit (RLIMIT_FSIZE), which the children of the program inherit.</summary>
[Collection("console")]
[Trait("Category", "Slow")]
public sealed class FullDiskTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static TheoryData<string> Lines => [.. CommandBases.All.Keys.Except(CommandBases.Refusing).Except(CommandBases.Refused)
        .Where(name => CommandBases.All[name].Contains("{out}", StringComparison.Ordinal)
            && name is not ("history" or "studio key" or "studio backup"))];

    [Theory]
    [MemberData(nameof(Lines))]
    public Task Run_OnAFullDisk_SaysSo(string command) =>
        FillAsync([.. CommandRows.Words(command.Split(' '), runs.Words(CommandBases.All[command]))]);

    [Theory]
    [InlineData("upscale {in}/whole.png --model {up} -o {out}/a.tif")]
    [InlineData("upscale {in}/whole.png --model {up} -o {out}/a.webp")]
    [InlineData("upscale {in}/whole.gif --model {up} -o {out}/a.gif")]
    [InlineData("upscale {in}/whole.gif --model {up} -o {out}/a.mp4")]
    [InlineData("upscale {in}/whole.gif --model {up} -o {out}/a.webm")]
    [InlineData("upscale {in}/whole.gif --model {up} -o {out}/frames")]
    [InlineData("paint {in}/whole.png --model {toys}/painter-toy --save-strokes {out}/a.json")]
    [InlineData("paint {in}/whole.png --model {toys}/painter-toy --svg {out}/a.svg")]
    [InlineData("paint {in}/whole.png --model {toys}/painter-toy --film {out}/a.mp4")]
    public Task Run_OnAFullDisk_SaysSoOfEveryFormat(string line) => FillAsync(runs.Words(line));

    private async Task FillAsync(string[] words)
    {
        using var process = Process.Start(Foreground.Start(
            "sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. words]))!;
        try
        {
            using var patience = new CancellationTokenSource(s_patience);
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await LimitAsync(process, patience.Token);
            await process.WaitForExitAsync(patience.Token);

            var said = (await error).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
            Assert.True(process.ExitCode is 1 or 2, $"{process.ExitCode}: {await output}{said}");
            Assert.Matches("^Cannot write '.*': (a file of its size cannot be made there|the disk is full).*\\.$", said);
            Assert.DoesNotContain(
                Directory.EnumerateFiles(runs.Files.Out, "*", SearchOption.AllDirectories),
                file => new FileInfo(file).Length > 0 && Path.GetExtension(file) is not (".json" or ".yaml"));
        }
        finally
        {
            Directory.Delete(runs.Files.Out, recursive: true);
            Directory.CreateDirectory(runs.Files.Out);
        }
    }

    // once libtorch is there: to load it, .NET itself writes
    private static async Task LimitAsync(Process process, CancellationToken cancel)
    {
        var maps = $"/proc/{process.Id}/maps";
        while (!process.HasExited && !(await File.ReadAllTextAsync(maps, cancel)).Contains("LibTorchSharp", StringComparison.Ordinal))
        {
            await Task.Delay(2, cancel);
        }

        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        foreach (var (program, arguments) in ((string, string[])[])
                 [("kill", ["-STOP", id]), ("prlimit", ["--pid", id, "--fsize=40:40"]), ("kill", ["-CONT", id])])
        {
            using var run = Process.Start(program, arguments);
            await run.WaitForExitAsync(cancel);
            Assert.Equal(0, run.ExitCode);
        }
    }
}

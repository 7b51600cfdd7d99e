using System.Diagnostics;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

/// <summary>Films of generated frames through the command line, with networks of random weights.</summary>
[Collection("console")]
public sealed class FilmTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly ToyModels _toys = new();

    public FilmTests()
    {
        Draw("a.png", 1);
        Draw("b.png", 3);
        File.WriteAllText(At("text.txt"), "no sound, no film");
        Directory.CreateDirectory(At("full"));
        File.WriteAllText(At("full/mine.txt"), "mine");
    }

    public void Dispose() => _toys.Dispose();

    // {folder} has a.png, b.png, text.txt and the folder full; networks are named for all
    public static TheoryData<string[], string> Refused => new()
    {
        { ["interpolate", "{folder}/a.png"], "two pictures or prompts are needed" },
        { ["interpolate", "{folder}/a.png", "{folder}/none.png"], "There is no file" },
        { ["interpolate", "{folder}/a.png", "a fox:nan"], "no weight" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "--frames", "1"], "--frames '1' is not a whole number from 2" },
        { ["interpolate", "a", "b", "--frames", "9", "--seconds", "2"], "--seconds has no effect beside --frames" },
        { ["interpolate", "a", "b", "c", "d", "--frames", "3"], "--frames 3 is less than one for each of 4" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "--through", "time"], "--through 'time' is none of latent, codes, clip" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "-o", "{folder}/a.avi"], "Films are written as" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "-o", "{folder}/full"], "is there already" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "-o", "/proc/self/a.mp4"], "Cannot write" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "--size", "8000"], "--size 8000 is more than 16 times" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "--model", "vqgan-glyps"], "no model or file 'vqgan-glyps'" },
        { ["interpolate", "{folder}/a.png", "{folder}/b.png", "--frame-iterations", "4"], "no effect without --through clip" },
        { ["film"], "Give one of three" },
        { ["film", "a seed ^ a tree", "--run", "{folder}"], "Give one of three" },
        { ["film", "a seed"], "One scene that stands still is no film" },
        { ["film", "a seed ^ ^ a tree"], "Scene 2 of the story is empty" },
        { ["film", "a seed @0 ^ a tree"], "The time @0" },
        { ["film", "a seed @5 ^ a tree", "--seconds", "4"], "--seconds 4 leaves nothing to share" },
        { ["film", "a seed", "--zoom", "11"], "--zoom '11' is not a number from 0.1 to 10" },
        { ["film", "a seed", "--pan", "left"], "--pan 'left' is not two numbers" },
        { ["film", "a seed ^ {folder}/a.png", "--zoom", "1.1"], "only the first of several scenes may be a picture" },
        { ["film", "a seed ^ a tree", "--sound", "{folder}/text.txt"], "holds no sound" },
        { ["film", "a seed ^ a tree", "--sound", "{folder}/none.mp3"], "There is no file" },
        { ["film", "a seed ^ a tree", "--beat", "3"], "--beat has no effect without --sound" },
        { ["film", "--in", "{folder}/text.txt", "--words", "blue"], "is no film" },
        { ["film", "--in", "{folder}/full"], "--in needs --words" },
        { ["film", "--run", "{folder}/full"], "is no run" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatCannotBe_IsSaidInOneSentence_AndLeavesNothing(string[] arguments, string message)
    {
        var before = Entries();
        var line = arguments.Select(word => word.Replace("{folder}", _toys.Folder, StringComparison.Ordinal));
        string[] film = arguments.Contains("-o") ? [] : ["-o", At("film.mp4")];

        var (code, output, error) = await Terminal.RunAsync([.. line, .. Networks(arguments), .. film]);

        Assert.True(code == 2, $"ended with {code}: {error}");
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Single(error.Trim().Split('\n'), line => !line.StartsWith("filming", StringComparison.Ordinal));
        Assert.Equal(before, Entries());
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("webm")]
    [InlineData("gif")]
    [InlineData("webp")]
    public async Task Interpolate_WritesTheFormatOfTheName(string format)
    {
        RequireFfmpeg();
        var film = At("film." + format);

        var (code, output, error) = await Interpolate("-o", film, "--frames", "5", "--fps", "10", "--size", "64", "--json", "--quiet");

        Assert.True(code == 0, error);
        Assert.Contains("\"frames\":5", output, StringComparison.Ordinal);
        using var reader = FilmReader.Open(film);
        Assert.Equal((64, 48), (reader.Width, reader.Height));
        Assert.Equal(5, Count(reader));
        Assert.False(Directory.Exists(film + ".work"));
    }

    [Fact]
    public async Task Film_OfASound_HasItsLengthAndSound()
    {
        RequireFfmpeg();
        Run("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "aevalsrc='sin(1400*t)*exp(-20*mod(t,0.5))':d=2", At("beat.wav"));

        var (code, _, error) = await Terminal.RunAsync([
            "film", $"{At("a.png")} ^ {At("b.png")}", "--sound", At("beat.wav"), "--fps", "6", "-o", At("film.mp4"), .. Toys]);

        Assert.True(code == 0, error);
        using var reader = FilmReader.Open(At("film.mp4"));
        Assert.Equal(12, Count(reader));
        var tracks = Run("ffprobe", "-v", "error", "-show_entries", "stream=codec_type", At("film.mp4"));
        Assert.Contains("audio", tracks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Film_OfARun_ShowsItsSteps()
    {
        var made = await Terminal.RunAsync([
            "imagine", "red apple", "--save-every", "2", "--runs", At("runs"), "--model", _toys.Vqgan, "--clip", _toys.Clip, "--precision",
            "fp32",
        ]);
        Assert.True(made.Code == 0, made.Error);
        var run = Directory.GetDirectories(At("runs")).Single();

        var (code, _, error) = await Terminal.RunAsync([
            "film", "--run", run, "--seconds", "1", "--fps", "8", "-o", At("steps"), "--model", _toys.Vqgan, "--precision", "fp32"]);

        Assert.True(code == 0, error);
        Assert.Equal(8, Directory.GetFiles(At("steps")).Length);
        var first = Picture.Load(Path.Combine(run, "steps", "00002.png")).Pixels;
        Assert.InRange(first.Zip(Picture.Load(At("steps/00001.png")).Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task Stopped_TheSameCommandGoesOn_WithTheSameFrames(string signal)
    {
        string[] film =
            ["interpolate", At("a.png"), At("b.png"), "--through", "clip", "--frames", "20", "--frame-iterations", "6", .. Toys];
        using (var process = Start([.. film, "-o", At("stopped"), "--quiet"]))
        {
            var clock = Stopwatch.StartNew();
            while (!File.Exists(At("stopped.work/frames/00003.png")))
            {
                Assert.True(clock.Elapsed < s_patience && !process.HasExited, "it does not begin");
                await Task.Delay(5);
            }

            Run("kill", $"-{signal}", $"{process.Id}");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(signal == "KILL" ? 137 : 130, process.ExitCode);
            Assert.True(signal == "KILL" || output.Contains("the same command goes on from there", StringComparison.Ordinal), output);
        }

        Assert.False(Directory.Exists(At("stopped")));
        var again = await Terminal.RunAsync([.. film, "-o", At("stopped")]);
        var straight = await Terminal.RunAsync([.. film, "-o", At("straight")]);

        Assert.True(again.Code == 0 && straight.Code == 0, again.Error + straight.Error);
        Assert.Equal(20, Directory.GetFiles(At("straight")).Length);
        Assert.All(Directory.GetFiles(At("straight")), frame => Assert.Equal(
            File.ReadAllBytes(frame), File.ReadAllBytes(Path.Combine(At("stopped"), Path.GetFileName(frame)))));
        Assert.Empty(Directory.GetFileSystemEntries(_toys.Folder, "*.work"));
    }

    private string[] Toys => ["--model", _toys.Vqgan, "--clip", _toys.Clip, "--precision", "fp32"];

    // networks that the rows do not name; a film of a run has no CLIP
    private string[] Networks(string[] arguments) => arguments.Contains("--run") || arguments.Contains("--model") ? []
        : arguments.All(word => !word.StartsWith("a ", StringComparison.Ordinal)) && arguments[0] == "interpolate"
            && !arguments.Contains("a") ? ["--model", _toys.Vqgan]
        : ["--model", _toys.Vqgan, "--clip", _toys.Clip];

    private Task<(int Code, string Output, string Error)> Interpolate(params string[] more) =>
        Terminal.RunAsync(["interpolate", At("a.png"), At("b.png"), "--model", _toys.Vqgan, .. more]);

    private static int Count(FilmReader film)
    {
        var count = 0;
        while (film.Next() is not null)
        {
            count++;
        }

        return count;
    }

    private static void RequireFfmpeg() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
        "ffmpeg is not installed");

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(Foreground.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments]))!;

    private string[] Entries() => [.. Directory.GetFileSystemEntries(_toys.Folder, "*", SearchOption.AllDirectories).Order()];

    private void Draw(string name, int number) =>
        new Picture(40, 30, 3, [.. Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)(i * number / 5))]).Save(At(name));

    private string At(string name) => Path.Combine(_toys.Folder, name);
}

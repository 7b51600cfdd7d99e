using System.Diagnostics;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Film;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Tests.Paint;

public sealed class PaintFilmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-film-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("film.mp4", 33, 21)]
    [InlineData("film.gif", 32, 20)]
    [InlineData("film.webp", 32, 20)]
    public void Write_InEachFormat_GivesAFilmOfAllFrames(string name, int width, int height)
    {
        Assert.SkipUnless(HasFfmpeg(), "ffmpeg is not installed");
        var path = Path.Combine(_folder, name);

        Film(width, height).Write(path);

        Assert.Equal(path, Assert.Single(Directory.GetFileSystemEntries(_folder)));
        if (name.EndsWith("webp", StringComparison.Ordinal)) // ffprobe reads no animated WebP; its chunks tell
        {
            Assert.Contains("ANIM", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)));
            return;
        }

        Assert.Equal(
            "15", Run("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path));
    }

    [Fact]
    public void Write_AsFrames_EndsWithTheFinishedPainting()
    {
        var path = Path.Combine(_folder, "frames");
        var film = Film(40, 30);

        film.Write(path);

        var frames = Directory.GetFiles(path).Order().ToList();
        Assert.Equal(15, frames.Count);
        Assert.Equal(Painted(40, 30).Render(40, 30).ToPicture().Pixels, Picture.Load(frames[^1]).Pixels);
        Assert.NotEqual(Picture.Load(frames[0]).Pixels, Picture.Load(frames[^1]).Pixels);
    }

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("frames")]
    public void Write_Interrupted_LeavesNothing(string name)
    {
        Assert.SkipUnless(HasFfmpeg(), "ffmpeg is not installed");
        using var cancel = new CancellationTokenSource();
        var stop = new Stop(cancel);

        Assert.Throws<OperationCanceledException>(() => Film(40, 30).Write(Path.Combine(_folder, name), stop, cancel.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void StrokesAt_FirstSlowlyThenFast_ReachesAll()
    {
        var film = new PaintFilm(Painted(40, 30), new(0, 0, false), new());

        Assert.Equal(0, film.StrokesAt(0), 6);
        Assert.Equal(200, film.StrokesAt(1), 6);
        Assert.True(film.StrokesAt(0.5) < 20, "half the time should be for the first few strokes");
    }

    private static PaintFilm Film(int width, int height) =>
        new(Painted(width, height), new(0, 0, false), new() { Duration = 1, Pause = 0.5, Rate = 10 });

    private static Painting Painted(int width, int height)
    {
        var random = new Random(6);
        float Next() => random.NextSingle();
        return new(
            width, height, PaintStyle.FromName("oil"), Colour.White,
            [.. Enumerable.Range(0, 200)
                .Select(i => new Stroke(Next(), Next(), (Next() / 4) + 0.02f, (Next() / 8) + 0.02f, Next(), Next(), Next(), Next(), 0, i))],
            []);
    }

    private static bool HasFfmpeg() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    private sealed class Stop(CancellationTokenSource cancel) : IProgress<(int Frame, int Frames)>
    {
        public void Report((int Frame, int Frames) value)
        {
            if (value.Frame == 5)
            {
                cancel.Cancel();
            }
        }
    }
}

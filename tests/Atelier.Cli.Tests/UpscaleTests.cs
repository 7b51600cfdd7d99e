using Atelier.Imaging;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

[Collection("console")]
public sealed class UpscaleTests : IDisposable
{
    private static readonly string Model = Golden.Locate("rrdb-tiny", "srvgg.pth")!;
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-upscale-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AFolderWithBrokenPictures_FinishesTheOthers_NamesThem_AndFails()
    {
        for (var i = 0; i < 17; i++)
        {
            Picture.Blank(6, 5, new Colour((byte)i, 0, 0)).Save(Path.Combine(_folder, $"{i:D2}.png"));
        }

        for (var i = 0; i < 3; i++)
        {
            File.WriteAllText(Path.Combine(_folder, $"broken{i}.jpg"), "no picture");
        }

        var (code, output, error) = await Terminal.RunAsync(["upscale", _folder, "-o", Path.Combine(_folder, "large"), "--model", Model]);

        Assert.Equal(1, code);
        Assert.Equal(17, output.Trim().Split('\n').Length);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains($"broken{i}.jpg", error));
        Assert.Equal(17, Directory.GetFiles(Path.Combine(_folder, "large")).Length);
        Assert.Equal(
            (24, 20),
            (Picture.Load(Path.Combine(_folder, "large", "03.png")).Width, Picture.Load(Path.Combine(_folder, "large", "03.png")).Height));
    }

    [Fact]
    public async Task APicture_GoesBesideItself_UnlessSaid()
    {
        Picture.Blank(6, 5, Colour.White).Save(Path.Combine(_folder, "a.jpg"));

        var (code, output, _) = await Terminal.RunAsync(["upscale", Path.Combine(_folder, "a.jpg"), "--model", Model, "--scale", "2.5"]);

        Assert.Equal(0, code);
        Assert.EndsWith("a-x2.5.jpg", output.Trim());
        Assert.Equal(15, Picture.Load(output.Trim()).Width);
    }

    [Fact]
    public async Task AnAnimation_StaysOne()
    {
        var film = Path.Combine(_folder, "moving.gif");
        Assert.SkipUnless(Ffmpeg("-f", "lavfi", "-i", "testsrc=size=16x12:rate=5:duration=1", film), "ffmpeg is not installed");

        var (code, output, error) = await Terminal.RunAsync(["upscale", film, "--scale", "2", "--model", Model]);

        Assert.True(code == 0, error);
        Assert.EndsWith("moving-x2.gif", output.Trim());
        using var large = FilmReader.Open(output.Trim());
        Assert.Equal((32, 24), (large.Width, large.Height));
        var frames = 0;
        while (large.Next() is not null)
        {
            frames++;
        }

        Assert.Equal(5, frames);
    }

    [Fact]
    public async Task AFilmOfAKindThatIsOnlyRead_BecomesMp4_AndWhatThatCannotHoldIsTold()
    {
        var film = Path.Combine(_folder, "12:30.avi");
        var subtitles = Path.Combine(_folder, "words.srt");
        File.WriteAllText(subtitles, "1\n00:00:00,000 --> 00:00:01,000\nwords\n");
        Assert.SkipUnless(Ffmpeg("-f", "lavfi", "-i", "testsrc=size=16x12:rate=5:duration=1", "file:" + film), "ffmpeg is not installed");
        Assert.True(Ffmpeg(
            "-f", "lavfi", "-i", "testsrc=size=16x12:rate=5:duration=1", "-i", subtitles, "-c:s", "srt", Path.Combine(_folder, "b.mkv")));

        var avi = await Terminal.RunAsync(["upscale", film, "--scale", "2", "--model", Model]);
        var gif = await Terminal.RunAsync(
            ["upscale", Path.Combine(_folder, "b.mkv"), "-o", Path.Combine(_folder, "b.gif"), "--scale", "2", "--model", Model]);

        Assert.True(avi.Code == 0 && gif.Code == 0, avi.Error + gif.Error);
        Assert.EndsWith("12:30-x2.mp4", avi.Output.Trim());
        Assert.Contains("cannot hold the subtitles (subrip)", gif.Error);
    }

    [Fact]
    public async Task AFolder_IsTakenWithoutItsHiddenFiles()
    {
        Picture.Blank(6, 5, Colour.White).Save(Path.Combine(_folder, "a.png"));
        Picture.Blank(6, 5, Colour.White).Save(Path.Combine(_folder, ".b.png"));

        var (code, output, error) =
            await Terminal.RunAsync(["upscale", _folder, "-o", Path.Combine(_folder, "large"), "--model", Model, "--scale", "1"]);

        Assert.True(code == 0, error);
        Assert.Equal(Path.Combine(_folder, "large", "a.png"), output.Trim());
        Assert.Equal(6, Picture.Load(output.Trim()).Width);
    }

    [Fact]
    public async Task AFilm_KeepsItsLengthAndSound()
    {
        var film = Path.Combine(_folder, "film.mp4");
        Assert.SkipUnless(
            Ffmpeg("-f", "lavfi", "-i", "testsrc=size=32x24:rate=10:duration=1", "-f", "lavfi", "-i", "sine=duration=1", "-shortest", film),
            "ffmpeg is not installed");

        var (code, _, error) = await Terminal.RunAsync(["upscale", film, "-o", Path.Combine(_folder, "large.mp4"), "--model", Model]);

        Assert.True(code == 0, error);
        using var large = FilmReader.Open(Path.Combine(_folder, "large.mp4"));
        Assert.Equal((128, 96), (large.Width, large.Height));
        var frames = 0;
        while (large.Next() is not null)
        {
            frames++;
        }

        Assert.Equal(10, frames);
        Assert.True(Ffmpeg("-i", Path.Combine(_folder, "large.mp4"), "-map", "0:a:0", "-f", "null", "-"), "it has no sound");
    }

    private static bool Ffmpeg(params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start("ffmpeg", ["-loglevel", "error", "-y", .. arguments]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

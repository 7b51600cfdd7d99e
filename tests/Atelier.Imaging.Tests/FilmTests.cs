using System.Diagnostics;
using System.Text.Json;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

/// <summary>What a film says of itself is read, honoured and written again.</summary>
public sealed class FilmTests : IDisposable
{
    private const string Green = "color=0x20C040:size=64x48:rate=10:duration=0.3,format=rgb24"; // 32 192 64
    private const string Exact = "flags=bicubic+accurate_rnd+full_chroma_int";
    private static readonly string[] H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p"];
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-films-").FullName;

    public static TheoryData<string, string[], int, string, string> Colours => new()
    {
        { "mp4", [
            "-vf",
            $"scale=out_color_matrix=bt709:{Exact},setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv",
            .. H264,
        ], 1, "bt709", "tv" },
        { "mp4", [
            "-vf",
            $"scale=out_color_matrix=bt709:{Exact},setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv",
            .. H264,
        ], 14, "bt709", "tv" },
        { "mp4", [
            "-vf",
            $"scale=out_color_matrix=smpte170m:{Exact},setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m",
            .. H264,
        ], 1, "smpte170m", "tv" },
        { "mp4", [
            "-vf",
            $"scale=out_color_matrix=bt2020:{Exact},setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc=bt2020-10",
            .. H264,
        ], 1, "bt2020nc", "tv" },
        {
            "mp4",
            ["-vf", $"scale=out_color_matrix=bt709:out_range=pc:{Exact},setparams=colorspace=bt709:range=pc", .. H264],
            1,
            "bt709",
            "pc"
        },
        { "mp4", ["-vf", $"scale={Exact}", .. H264], 1, "smpte170m", "tv" }, // untagged and small
        { "mp4", ["-vf", $"scale={Exact}", .. H264], 14, "bt709", "tv" }, // large when written
        { "mp4", ["-vf", $"scale=1280:960:out_color_matrix=bt709:{Exact}", .. H264], 1, "bt709", "tv" }, // untagged and large
        { "avi", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"], 1, "bt470bg", "pc" },
    };

    [Theory]
    [MemberData(nameof(Colours))]
    public void Colours_AreHonouredAndTagged(string extension, string[] encoding, int scale, string matrix, string range)
    {
        var from = Make($"a.{extension}", ["-f", "lavfi", "-i", Green, .. encoding]);

        var first = Rewrite(from, "b.mp4", scale);

        Assert.All(first.Pixels.Chunk(3).Take(50), pixel => Near([32, 192, 64], pixel));
        var video = Streams("b.mp4", "video").Single();
        Assert.Equal((matrix, range), (Word(video, "color_space"), Word(video, "color_range")));
        var before = Streams(Path.GetFileName(from), "video").Single();
        foreach (var tag in new[] { "color_primaries", "color_transfer" })
        {
            Assert.True(
                Word(before, tag) is not { } said || said == "unknown" || said == Word(video, tag),
                $"{tag}: {Word(before, tag)}, then {Word(video, tag)}");
        }

        using var again = FilmReader.Open(In("b.mp4"));
        Assert.All(again.Next()!.Pixels.Chunk(3).Take(50), pixel => Near([32, 192, 64], pixel));
        var name = matrix switch { "bt2020nc" => "bt2020", "bt470bg" => "bt470", _ => matrix };
        var seen = Run("ffmpeg", [
            "-loglevel", "error", "-i", In("b.mp4"), "-frames:v", "1", "-vf", $"scale=in_color_matrix={name}", "-f",
            "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ]);
        Near([32, 192, 64], seen[..3]);
    }

    [Fact]
    public void FilmsMadeHere_AreBt709()
    {
        NeedFfmpeg();
        using (var writer = FilmWriter.Create(In("own.mp4"), 1920, 1080, 10))
        {
            writer.Add(Picture.Blank(1920, 1080, new(32, 192, 64)));
            writer.Repeat();
            writer.Finish();
        }

        var video = Streams("own.mp4", "video").Single();
        Assert.All(new[] { "color_space", "color_primaries", "color_transfer" }, tag => Assert.Equal("bt709", Word(video, tag)));
        var seen = Run("ffmpeg", [
            "-loglevel", "error", "-i", In("own.mp4"), "-frames:v", "1", "-vf", "scale=in_color_matrix=bt709", "-f",
            "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ]);
        Near([32, 192, 64], seen[..3]);
    }

    [Fact]
    public void TurnedFilm_StandsUpright_AndItsPixelsToo()
    {
        // red at the left as stored; the player turns it by a quarter
        Make("flat.mp4", [
            "-f", "lavfi", "-i", "color=red:size=32x48:rate=10:duration=0.5", "-f", "lavfi", "-i",
            "color=blue:size=32x48:rate=10:duration=0.5", "-filter_complex", "hstack,setsar=2", .. H264,
        ]);
        var turned = Make("turned.mov", ["-i", In("flat.mp4"), "-c", "copy", "-metadata:s:v:0", "rotate=90"]);

        Rewrite(turned, "b.mp4");

        using var film = FilmReader.Open(turned);
        Assert.Equal((48, 64, "1/2"), (film.Width, film.Height, film.Aspect));
        var picture = film.Next()!;
        var seen = Run("ffmpeg", ["-loglevel", "error", "-i", turned, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]);
        Assert.Equal(seen[0] > 128, picture.Pixels[0] > 128); // the same corner is red
        Assert.NotEqual(picture.Pixels[0] > 128, picture.Pixels[^3] > 128);
        Assert.Equal(picture.Pixels[0] > 128, picture.Pixels[47 * 3] > 128); // and the seam lies
        var video = Streams("b.mp4", "video").Single();
        Assert.Equal(
            ("48", "64", "1:2"),
            (video.GetProperty("width").ToString(), video.GetProperty("height").ToString(), Word(video, "sample_aspect_ratio")));
        Assert.False(video.TryGetProperty("side_data_list", out _));
    }

    [Theory]
    [InlineData("b.mp4", 44, "16:11")]
    [InlineData("b.mkv", 44, "16:11")]
    [InlineData("b.webm", 44, "16:11")]
    [InlineData("b.gif", 64, "1:1")] // cannot say so: its pixels are made square
    public void ShapeOfPixels_IsKept(string to, int width, string aspect)
    {
        var from = Make("a.mp4", ["-f", "lavfi", "-i", "color=red:size=44x28:rate=10:duration=0.5", "-vf", "setsar=16/11", .. H264]);

        Rewrite(from, to);

        var video = Streams(to, "video").Single();
        Assert.Equal((width, aspect), (video.GetProperty("width").GetInt32(), Word(video, "sample_aspect_ratio") ?? "1:1"));
    }

    [Theory]
    [InlineData("b.mp4", "aac", "mov_text")]
    [InlineData("b.mov", "pcm_s16le", "mov_text")]
    [InlineData("b.mkv", "pcm_s16le", "subrip")]
    [InlineData("b.webm", "opus", "webvtt")]
    public void SoundSubtitlesAndChapters_ComeAlong(string to, string sound, string subtitles)
    {
        File.WriteAllText(In("a.srt"), "1\n00:00:00,000 --> 00:00:00,400\nhello\n");
        File.WriteAllText(
            In("a.txt"),
            ";FFMETADATA1\ntitle=mine\n[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=2\ntitle=one\n[CHAPTER]\nTIMEBASE=1/10\nSTART=2\nEND=5\n" +
            "title=two\n");
        var from = Make(
            "a.mkv",
            [
                "-f", "lavfi", "-i", Green, "-f", "lavfi", "-i", "sine=duration=0.5", "-f", "lavfi", "-i",
                "sine=frequency=880:duration=0.5", "-i", In("a.srt"), "-i", In("a.txt"),
                "-map", "0", "-map", "1", "-map", "2", "-map", "3", "-map_metadata", "4", "-map_chapters", "4", "-metadata:s:a:1",
                "language=eng", .. H264, "-c:a", "pcm_s16le", "-c:s", "srt",
            ]);

        Rewrite(from, to);

        Assert.Equal([sound, sound], Streams(to, "audio").Select(stream => Word(stream, "codec_name")));
        Assert.Equal([subtitles], Streams(to, "subtitle").Select(stream => Word(stream, "codec_name")));
        Assert.Contains("eng", Streams(to, "audio")[1].GetRawText(), StringComparison.Ordinal);
        using var chapters = JsonDocument.Parse(Run("ffprobe", ["-v", "error", "-show_chapters", "-of", "json", In(to)]));
        Assert.Equal(["one", "two"], chapters.RootElement.GetProperty("chapters").EnumerateArray()
            .Select(chapter => chapter.GetProperty("tags").GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("b.gif")]
    [InlineData("b")]
    public void WhatCannotComeAlong_IsNamed(string to)
    {
        var from = Make(
            "a.avi", ["-f", "lavfi", "-i", Green, "-f", "lavfi", "-i", "sine=duration=0.5", "-c:v", "mjpeg", "-c:a", "pcm_s16le"]);

        using var film = FilmReader.Open(from);
        using var writer = FilmWriter.Create(In(to), film.Width, film.Height, film);

        Assert.Equal(["sound (pcm_s16le)"], writer.LeftOut);
    }

    [Fact]
    public void Hdr_IsRefused()
    {
        var from = Make(
            "hdr.mp4",
            ["-f", "lavfi", "-i", Green, "-vf", "setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc=smpte2084", .. H264]);

        Assert.Equal(
            $"'{from}' is an HDR film (smpte2084), whose light these pictures cannot hold: convert it to SDR (BT.709) first.",
            Assert.Throws<ImageFormatException>(() => FilmReader.Open(from)).Message);
    }

    [Theory]
    [InlineData("12:30.mp4")]
    [InlineData("http:a.mp4")]
    [InlineData("-y.mp4")]
    [InlineData("a%03d [b] 'c'.mp4")]
    public void Names_AreOnlyNames(string name)
    {
        File.Move(Make("a.mp4", ["-f", "lavfi", "-i", Green, "-f", "lavfi", "-i", "sine=duration=0.5", .. H264]), In(name));

        Rewrite(In(name), "to " + name);

        Assert.Single(Streams("to " + name, "audio"));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void MuchDamagedFilm_AndNoFilm_AreRefused()
    {
        NeedFfmpeg();
        File.WriteAllText(In("a.mp4"), "this is a letter");
        var sound = Make("sound.mp4", ["-f", "lavfi", "-i", "sine=duration=0.5"]);

        Assert.Contains(
            "is no film that ffmpeg can read",
            Assert.Throws<ImageFormatException>(() => FilmReader.Open(In("a.mp4"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "it has no moving pictures",
            Assert.Throws<ImageFormatException>(() => FilmReader.Open(sound)).Message, StringComparison.Ordinal);
        Assert.Equal("There is no file 'nowhere.mp4'.", Assert.Throws<ImageFormatException>(() => FilmReader.Open("nowhere.mp4")).Message);
        Assert.Contains(
            "'.avi' is none of them",
            Assert.Throws<OutputException>(() => FilmWriter.Create(In("b.avi"), 2, 2, 10)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Cannot write to",
            Assert.Throws<OutputException>(() => FilmWriter.Create("/proc/none/a.mp4", 2, 2, 10)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".gif")]
    [InlineData(".webp")]
    public void Animation_IsAFilm_AndEachPictureStaysAsLong(string extension)
    {
        File.WriteAllBytes(In("a" + extension), Animation.Make(extension, 6, 4, [100, 300, 200], [(255, 0, 0), (0, 255, 0), (0, 0, 255)]));

        using var film = FilmReader.Open(In("a" + extension));

        Assert.Equal((6, 4, 3, "10/1", 6), (film.Width, film.Height, film.Channels, film.Rate, film.Frames));
        var colours = new List<int>();
        while (film.Next() is { } picture)
        {
            colours.Add(picture.Pixels.AsSpan(0, 3).IndexOf((byte)255));
        }

        Assert.Equal([0, 1, 1, 1, 2, 2], colours);
    }

    [Theory]
    [InlineData("b.webp")]
    [InlineData("b.gif")]
    public void AnimationsAreWritten_Opaque(string to)
    {
        var from = Make("a.mp4", ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=0.3", .. H264]);

        var first = Rewrite(from, to);

        using var film = FilmReader.Open(In(to));
        Assert.Equal((64, 48, 3, "10/1", 3), (film.Width, film.Height, film.Channels, film.Rate, film.Frames));
        Assert.InRange(film.Next()!.Pixels.Zip(first.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 12);
    }

    [Fact]
    public void CutOffFilm_IsDamaged()
    {
        var whole = Make("a.mkv", ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=4", .. H264, "-g", "1"]);
        var bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(In("b.mkv"), bytes[..(bytes.Length / 2)]);

        using var film = FilmReader.Open(In("b.mkv"));
        var refusal = Assert.Throws<ImageFormatException>(() =>
        {
            while (film.Next() is not null)
            {
            }
        });

        Assert.StartsWith(
            $"The film '{In("b.mkv")}' is damaged: ffmpeg could not read it to its end (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InterlacedFilm_IsNotCombed()
    {
        // a bar that moves: in a picture of two moments its edge differs from row to row
        var from = Make(
            "a.mkv",
            [
                "-f", "lavfi", "-i",
                "color=black:size=64x48:rate=20:duration=0.6,geq=lum=255*between(X\\,6*N\\,6*N+8):cb=128:cr=128," +
                "interlace=lowpass=0,setfield=tff",
                .. H264, "-qp", "0", "-flags", "+ilme+ildct", "-x264-params", "tff=1",
            ]);

        using var film = FilmReader.Open(from);
        film.Next();
        film.Next();
        var picture = film.Next()!;

        double combed = 0;
        for (var i = 64 * 3 * 10; i < 64 * 3 * 20; i++)
        {
            combed = Math.Max(combed, Math.Abs(picture.Pixels[i] - picture.Pixels[i + (64 * 3)]));
        }

        Assert.InRange(combed, 0, 100);
    }

    [Theory]
    [InlineData("b.webm")]
    [InlineData("b.webp")]
    [InlineData("b.gif")]
    [InlineData("b")]
    public void Transparency_IsKept_OrRefused(string to)
    {
        var from = Make("a.webm", [
            "-f", "lavfi", "-i",
            "color=red:size=64x48:rate=10:duration=0.3,format=rgba,geq=r=255:g=0:b=0:a=255*lt(X\\,32)", "-c:v",
            "libvpx-vp9", "-auto-alt-ref", "0", "-pix_fmt", "yuva420p",
        ]);
        using (var film = FilmReader.Open(from))
        {
            Assert.Equal(4, film.Channels);
            var picture = film.Next()!;
            Assert.True(picture.Pixels[3] > 240 && picture.Pixels[^1] < 15, $"alpha {picture.Pixels[3]} and {picture.Pixels[^1]}");
            Assert.Contains(
                "transparent in places",
                Assert.Throws<OutputException>(() => FilmWriter.Create(In("c.mp4"), 64, 48, film)).Message,
                StringComparison.Ordinal);
        }

        Rewrite(from, to);

        Picture written;
        if (to == "b")
        {
            written = Picture.Load(Path.Combine(In(to), "00001.png"));
        }
        else
        {
            using var again = FilmReader.Open(In(to));
            written = again.Next()!;
        }

        Assert.Equal(4, written.Channels);
        Assert.True(written.Pixels[3] > 240 && written.Pixels[^1] < 15, $"alpha {written.Pixels[3]} and {written.Pixels[^1]}");
    }

    [Fact]
    public void Kinds_AreToldByNameOrByContent()
    {
        File.WriteAllBytes(In("moving.gif"), Animation.Make(".gif", 4, 4, [100, 100], [(255, 0, 0), (0, 255, 0)]));
        File.WriteAllBytes(In("still.gif"), Animation.Make(".gif", 4, 4, [100], [(255, 0, 0)]));
        File.WriteAllBytes(In("moving.png"), PngFile.Make(1, 1, 8, PngFile.Rgb, [1, 2, 3], ("acTL", [0, 0, 0, 2, 0, 0, 0, 0])));

        Assert.True(MediaKinds.IsFilm(In("moving.gif")));
        Assert.True(MediaKinds.IsFilm(In("moving.png")));
        Assert.False(MediaKinds.IsFilm(In("still.gif")));
        Assert.All(new[] { "a.MPG", "a.ts", "a.m4v", "a.wmv", "a.avi" }, name => Assert.True(MediaKinds.IsFilm(name), name));
        Assert.False(MediaKinds.IsRead("a.bmp"));
        Assert.Equal([".mp4", ".mkv", ".png", ".jpg"], new[] { ("a.avi", true), ("a.MKV", true), ("a.svg", false), ("a.jpg", false) }
            .Select(file => MediaKinds.WrittenExtension(file.Item1, file.Item2)));
        Assert.Equal(
            MediaKinds.All.Sum(kind => kind.Extensions.Count), MediaKinds.All.SelectMany(kind => kind.Extensions).Distinct().Count());
        Assert.All(
            MediaKinds.All.Where(kind => kind.WrittenAs.HasFlag(MediaUse.Film)).SelectMany(kind => kind.Extensions),
            extension => Assert.NotNull(FilmContainer.FromPath("a" + extension)));
        foreach (var extension in MediaKinds.All.SelectMany(kind => kind.Extensions))
        {
            var encodes = true;
            try
            {
                Picture.Blank(1, 1, Colour.White).Encode(extension);
            }
            catch (AtelierException)
            {
                encodes = false;
            }

            Assert.Equal(MediaKinds.IsWritten("a" + extension, MediaUse.Picture), encodes);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Near(byte[] expected, byte[] pixel)
    {
        for (var c = 0; c < 3; c++)
        {
            Assert.InRange(pixel[c], expected[c] - 4, expected[c] + 4);
        }
    }

    private static void NeedFfmpeg() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))), "ffmpeg is not installed");

    private static byte[] Run(string program, string[] arguments)
    {
        NeedFfmpeg();
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaints.Result);
        return output.ToArray();
    }

    private static string? Word(JsonElement stream, string name) => stream.TryGetProperty(name, out var value) ? value.GetString() : null;

    private string In(string name) => Path.Combine(_folder, name);

    private string Make(string name, string[] arguments)
    {
        Run("ffmpeg", ["-loglevel", "error", "-y", .. arguments, In(name)]);
        return In(name);
    }

    private List<JsonElement> Streams(string name, string type)
    {
        using var document = JsonDocument.Parse(Run("ffprobe", ["-v", "error", "-show_streams", "-of", "json", "file:" + In(name)]));
        return [.. document.RootElement.GetProperty("streams").EnumerateArray().Where(stream => Word(stream, "codec_type") == type)
            .Select(stream => stream.Clone())];
    }

    // the film again through our hands, enlarged without a network; its first picture as it was read
    private Picture Rewrite(string from, string to, int scale = 1)
    {
        using var film = FilmReader.Open(from);
        using var writer = FilmWriter.Create(In(to), film.Width * scale, film.Height * scale, film);
        Picture? first = null;
        while (film.Next() is { } picture)
        {
            first ??= picture;
            writer.Add(picture.Resize(film.Width * scale, film.Height * scale));
        }

        writer.Finish();
        return first!;
    }
}

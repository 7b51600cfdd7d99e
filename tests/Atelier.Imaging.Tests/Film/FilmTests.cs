using System.Text.Json;
using Atelier.Core;
using Atelier.Imaging.Film;

namespace Atelier.Imaging.Tests.Film;

/// <summary>What a film says of itself is read, honoured and written again.</summary>
public sealed class FilmTests : FilmFolder
{
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
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
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
            "Cannot write",
            Assert.Throws<OutputException>(() => FilmWriter.Create("/proc/none/a.mp4", 2, 2, 10)).Message,
            StringComparison.Ordinal);
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
}

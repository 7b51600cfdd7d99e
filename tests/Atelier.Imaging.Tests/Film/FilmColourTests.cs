using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests.Film;

/// <summary>The colours that a film says it has are read, honoured and written again.</summary>
public sealed class FilmColourTests : FilmFolder
{
    private const string Exact = "flags=bicubic+accurate_rnd+full_chroma_int";

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
    public void Hdr_IsRefused()
    {
        var from = Make(
            "hdr.mp4",
            ["-f", "lavfi", "-i", Green, "-vf", "setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc=smpte2084", .. H264]);

        Assert.Equal(
            $"'{from}' is an HDR film (smpte2084), whose light these pictures cannot hold: convert it to SDR (BT.709) first.",
            Assert.Throws<ImageFormatException>(() => FilmReader.Open(from)).Message);
    }
}

using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests.Film;

/// <summary>GIF and WebP as films, and films that are transparent in places.</summary>
public sealed class AnimationTests : FilmFolder
{
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
}

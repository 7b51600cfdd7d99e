using System.Globalization;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

/// <summary>Painting through the command line, with a painter of random weights.</summary>
[Collection("console")]
public sealed class PaintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-paint-").FullName;
    private readonly ToyModels _models = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _models.Dispose();
    }

    [Fact]
    public async Task Paint_ThenReplay_GivesTheSamePictureAtTheSameSizeAndALargerOneAtAnother()
    {
        Scene(60, 44).Save(At("scene.png"));

        var painted = await Terminal.RunAsync([
            "paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png"), "--save-strokes", At("s.json"),
            "--svg", At("s.svg"), "--palette", "5",
        ]);
        var again = await Terminal.RunAsync(["paint", "--replay", At("s.json"), "-o", At("b.png")]);
        var large = await Terminal.RunAsync(["paint", "--replay", At("s.json"), "-o", At("c.png"), "--size", "300"]);

        Assert.True(painted.Code == 0 && again.Code == 0 && large.Code == 0, painted.Error + again.Error + large.Error);
        Assert.Matches("palette .*#[0-9a-f]{6}", painted.Output);
        var (a, b, c) = (Picture.Load(At("a.png")), Picture.Load(At("b.png")), Picture.Load(At("c.png")));
        Assert.Equal((60, 44, 300, 220), (a.Width, a.Height, c.Width, c.Height));
        // numbers in the file are rounded
        Assert.True(a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average() < 0.5, "the replay differs");
        var drawing = Picture.Load(At("s.svg"));
        Assert.Equal((60, 44), (drawing.Width, drawing.Height));
    }

    [Fact]
    public async Task SmallPainting_OfALargePicture_IsPaintedSmall()
    {
        Scene(400, 300).Save(At("scene.png"));
        Scene(400, 300).Resize(100, 75).Save(At("small.png"));

        var small =
            await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png"), "--size", "100", "--json"]);
        var same = await Terminal.RunAsync(["paint", At("small.png"), "--model", _models.Painter, "-o", At("b.png"), "--json"]);

        Assert.True(small.Code == 0 && same.Code == 0, small.Error + same.Error);
        Assert.Equal(Picture.Load(At("b.png")).Pixels, Picture.Load(At("a.png")).Pixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(33, 2)]
    public async Task Paint_OfAnyShape_KeepsIt(int width, int height)
    {
        Scene(width, height).Save(At("scene.png"));

        var (code, _, error) = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png")]);

        Assert.True(code == 0, error);
        Assert.Equal((width, height), (Picture.Load(At("a.png")).Width, Picture.Load(At("a.png")).Height));
    }

    [Theory]
    [InlineData("cmyk.jpg", "blue")]
    [InlineData("sixteen.png", "blue")]
    [InlineData("palette.png", "white")] // the right half is transparent
    [InlineData("turned.jpg", "blue")]   // stored upright, its EXIF orientation lays it
    public async Task Paint_OfUnusualFiles_PaintsWhatAPersonSees(string name, string right)
    {
        var (code, _, error) =
            await Terminal.RunAsync(["paint", Golden.Locate("pictures", name)!, "-o", At("a.png"), "--relief", "0", "--texture", "0"]);

        Assert.True(code == 0, error);
        var painting = Picture.Load(At("a.png"));
        Assert.Equal((48, 32), (painting.Width, painting.Height));
        Assert.Equal(("red", right), (NameOf(painting, 8), NameOf(painting, 40)));
    }

    [Fact]
    public async Task Paint_OfAnAnimation_RefusesToPaintItsFirstPictureAlone()
    {
        var (code, _, error) = await Terminal.RunAsync(["paint", Golden.Locate("pictures", "moving.gif")!, "-o", At("a.png")]);

        Assert.Equal(2, code);
        Assert.Contains("holds 2 pictures, not one", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.png")));
    }

    [Fact]
    public async Task Repeat_OfAPainting_PaintsItAgain_AndTakesChanges()
    {
        Scene(48, 32).Save(At("scene.png"));
        var first = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "--style", "ink", "-o", At("a.jpg")]);

        var same = await Terminal.RunAsync(["paint", "--repeat", At("a.jpg"), "-o", At("b.jpg")]);
        var other = await Terminal.RunAsync(["paint", "--repeat", At("a.jpg"), "--size", "24", "-o", At("c.png")]);
        var wrong = await Terminal.RunAsync(["imagine", "--repeat", At("a.jpg"), "--runs", At("runs")]);

        Assert.True(first.Code == 0 && same.Code == 0 && other.Code == 0, first.Error + same.Error + other.Error);
        Assert.Equal(Picture.Load(At("a.jpg")).Pixels, Picture.Load(At("b.jpg")).Pixels);
        Assert.Equal((24, 16), (Picture.Load(At("c.png")).Width, Picture.Load(At("c.png")).Height));
        Assert.Contains("\"ink\"", Picture.ReadText(At("c.png"), "parameters")!);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("'atelier paint --repeat", wrong.Error);
    }

    [Fact]
    public async Task Paint_ThenUpscale_LeavesALargerOneBesideIt()
    {
        Scene(32, 24).Save(At("scene.png"));

        var (code, output, error) =
            await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png"), "--upscale", "2"]);
        var none = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "--svg", At("a.svg"), "--upscale"]);

        Assert.True(code == 0, error);
        Assert.Contains("a-x2.png", output);
        Assert.Equal((64, 48), (Picture.Load(At("a-x2.png")).Width, Picture.Load(At("a-x2.png")).Height));
        Assert.Equal(2, none.Code);
        Assert.False(File.Exists(At("a.svg")));
    }

    [Fact]
    public async Task Imagine_ThenPaint_LeavesPaintingFilmAndStrokesInTheRun()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
            "ffmpeg is not installed");

        var (code, output, error) = await Terminal.RunAsync([
            "imagine", "red apple", "--model", _models.Vqgan, "--clip", _models.Clip, "--iterations", "2", "--runs",
            At("runs"), "--paint", "ink",
        ]);

        Assert.True(code == 0, error);
        var run = Assert.Single(Directory.GetDirectories(At("runs")));
        Assert.Contains("painting.png", output);
        Assert.Equal(512, Picture.Load(Path.Combine(run, "painting.png")).Width);
        Assert.True(new FileInfo(Path.Combine(run, "painting.mp4")).Length > 1000);
        Assert.Contains(
            "\"style\": \"ink\"", File.ReadAllText(Path.Combine(run, "strokes.json")).Replace("\":\"", "\": \"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_OfTenThousandStrokesByChance_PaintsThemOrRefusesInOneSentenceAndLeavesNothing()
    {
        var random = new Random(8);
        string[] bad = ["NaN", "1e99", "-7000", "null", "\"x\"", "Infinity", "[1]", "1e400", "true", "-1e300"];
        string Stroke(bool good)
        {
            var numbers = Enumerable.Range(0, 10)
                .Select(
                    k => k < 8 ? (0.001 + (random.NextDouble() * 0.99)).ToString(CultureInfo.InvariantCulture) : $"{random.Next(30)}")
                .ToArray();
            numbers[random.Next(10)] = good ? "1" : bad[random.Next(bad.Length)];
            return $"[{string.Join(',', numbers)}]";
        }

        void Save(string name, IEnumerable<string> strokes) =>
            File.WriteAllText(
                At(name),
                $$"""
                {"format": "atelier-strokes", "version": 1, "width": 64, "height": 48, "style": "oil", "ground": "#ffffff",
                 "strokes": [{{string.Join(",\n", strokes)}}]}
                """);
        Save("good.json", Enumerable.Range(0, 10_000).Select(_ => Stroke(good: true)));

        var (code, output, error) = await Terminal.RunAsync(["paint", "--replay", At("good.json"), "-o", At("good.png"), "--size", "96"]);

        Assert.True(code == 0 && output.Contains("10000 strokes", StringComparison.Ordinal), error);
        foreach (var name in new[] { "bad.png", "bad.svg", "bad.mp4" })
        {
            for (var round = 0; round < 10; round++)
            {
                var place = random.Next(10_000);
                Save("bad.json", Enumerable.Range(0, 10_000).Select(i => Stroke(good: i != place)));

                var refused = await Terminal.RunAsync(["paint", "--replay", At("bad.json"), name.EndsWith("svg", StringComparison.Ordinal)
                    ? "--svg"
                    : name.EndsWith("mp4", StringComparison.Ordinal) ? "--film" : "-o", At(name)]);

                Assert.Equal(2, refused.Code);
                Assert.Single(refused.Error.Trim().Split('\n'));
                Assert.True(refused.Error.Contains($"stroke {place + 1}:", StringComparison.Ordinal)
                    || refused.Error.Contains("JSON", StringComparison.Ordinal), refused.Error);
                Assert.Equal([At("bad.json")], Directory.GetFiles(_folder, "*bad*"));
            }
        }
    }

    [Fact]
    public async Task Paint_WithOwnBrushes_UsesThem()
    {
        Scene(48, 48).Save(At("scene.png"));
        Directory.CreateDirectory(At("brushes"));
        Picture.Blank(20, 10, Colour.White).Save(At("brushes/plain.png"));

        var own = await Terminal.RunAsync([
            "paint", At("scene.png"), "--model", _models.Painter, "--brushes", At("brushes"), "-o", At("a.png"),
            "--relief", "0", "--texture", "0",
        ]);
        var usual = await Terminal.RunAsync(
            ["paint", At("scene.png"), "--model", _models.Painter, "-o", At("b.png"), "--relief", "0", "--texture", "0"]);

        Assert.True(own.Code == 0 && usual.Code == 0, own.Error + usual.Error);
        Assert.NotEqual(Picture.Load(At("a.png")).Pixels, Picture.Load(At("b.png")).Pixels);
    }

    // of the middle of a column
    private static string NameOf(Picture picture, int column)
    {
        var at = ((picture.Height / 2 * picture.Width) + column) * 3;
        return (picture.Pixels[at] > 100, picture.Pixels[at + 1] > 100, picture.Pixels[at + 2] > 100) switch
        {
            (true, false, false) => "red",
            (false, false, true) => "blue",
            (true, true, true) => "white",
            _ => $"{picture.Pixels[at]}, {picture.Pixels[at + 1]}, {picture.Pixels[at + 2]}",
        };
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Picture Scene(int width, int height) =>
        new(
            width,
            height,
            3,
            [.. Enumerable.Range(0, width * height)
                .SelectMany(
                    i => (byte[])[
                        (byte)(i % width * 255 / width), (byte)(i / width * 255 / height), (byte)(i % width > width / 2 ? 200 : 40),
                    ])]);
}

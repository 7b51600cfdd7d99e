using Atelier.Cli;
using Atelier.Media;
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

        var painted = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png"), "--save-strokes", At("s.json"), "--svg", At("s.svg"), "--palette", "5"]);
        var again = await Terminal.RunAsync(["paint", "--replay", At("s.json"), "-o", At("b.png")]);
        var large = await Terminal.RunAsync(["paint", "--replay", At("s.json"), "-o", At("c.png"), "--size", "300"]);

        Assert.True(painted.Code == 0 && again.Code == 0 && large.Code == 0, painted.Error + again.Error + large.Error);
        Assert.Contains("palette #", painted.Output);
        var (a, b, c) = (Picture.Load(At("a.png")), Picture.Load(At("b.png")), Picture.Load(At("c.png")));
        Assert.Equal((60, 44, 300, 220), (a.Width, a.Height, c.Width, c.Height));
        Assert.True(a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average() < 0.5, "the replay differs"); // numbers in the file are rounded
        var drawing = Picture.Load(At("s.svg"));
        Assert.Equal((60, 44), (drawing.Width, drawing.Height));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 700)]
    [InlineData(33, 2)]
    public async Task Paint_OfAnyShape_KeepsIt(int width, int height)
    {
        Scene(width, height).Save(At("scene.png"));

        var (code, _, error) = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("a.png")]);

        Assert.True(code == 0, error);
        Assert.Equal((width, height), (Picture.Load(At("a.png")).Width, Picture.Load(At("a.png")).Height));
    }

    [Fact]
    public async Task Paint_WithOwnBrushes_UsesThem()
    {
        Scene(48, 48).Save(At("scene.png"));
        Directory.CreateDirectory(At("brushes"));
        Picture.Blank(20, 10, Colour.White).Save(At("brushes/plain.png"));

        var own = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "--brushes", At("brushes"), "-o", At("a.png"), "--relief", "0", "--texture", "0"]);
        var usual = await Terminal.RunAsync(["paint", At("scene.png"), "--model", _models.Painter, "-o", At("b.png"), "--relief", "0", "--texture", "0"]);

        Assert.True(own.Code == 0 && usual.Code == 0, own.Error + usual.Error);
        Assert.NotEqual(Picture.Load(At("a.png")).Pixels, Picture.Load(At("b.png")).Pixels);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Picture Scene(int width, int height) => new(width, height, 3, [.. Enumerable.Range(0, width * height).SelectMany(i => (byte[])[(byte)(i % width * 255 / width), (byte)(i / width * 255 / height), (byte)(i % width > width / 2 ? 200 : 40)])]);
}

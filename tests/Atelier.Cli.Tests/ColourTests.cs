using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

[Collection("console")]
public sealed class ColourTests : IDisposable
{
    private static readonly string Model = Golden.Locate("pix2pix-tiny", "unet6_net_G.pth")!;
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-colour-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ASketch_IsColoured_AndAgain()
    {
        var (sketch, first, again) = (In("sketch.png"), In("first.png"), In("again.png"));
        Picture.Blank(90, 60, Colour.White).Save(sketch);

        var (code, output, error) = await Terminal.RunAsync(
            ["colour", sketch, "--model", Model, "--seed", "3", "-o", first, "--size", "120", "--json", "--quiet"]);
        var (repeated, _, _) = await Terminal.RunAsync(["color", "--repeat", first, "-o", again]);

        Assert.True(code == 0, error);
        Assert.Contains("\"width\":120,\"height\":80", output);
        Assert.Equal("", error);
        Assert.Equal(0, repeated);
        Assert.Equal(Picture.Load(first).Pixels, Picture.Load(again).Pixels);
    }

    private string In(string name) => Path.Combine(_folder, name);
}

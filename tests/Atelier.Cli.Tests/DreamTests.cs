using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

[Collection("console")]
public sealed class DreamTests : IDisposable
{
    private readonly ToyModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task APicture_IsDreamedOn_AndAgain()
    {
        var (photo, first, again) = (In("photo.png"), In("first.png"), In("again.png"));
        var picture = Picture.Blank(40, 30, Colour.White);
        picture.Paste(Picture.Blank(20, 10, new(200, 0, 0)), 5, 5);
        picture.Save(photo);

        var (code, output, error) = await Terminal.RunAsync(
            [
                "dream", photo, "--model", _models.Clip, "--layer", "resblocks.0:2", "-o", first, "--size", "48", "--octaves", "2",
                "-i", "2", "--guide", photo, "--json", "--quiet",
            ]);
        var (repeated, _, _) = await Terminal.RunAsync(["dream", "--repeat", first, "-o", again]);

        Assert.True(code == 0, error);
        Assert.Contains("\"width\":48,\"height\":36", output);
        Assert.Equal(0, repeated);
        Assert.NotEqual(picture.Resize(48).Pixels, Picture.Load(first).Pixels);
        Assert.Equal(Picture.Load(first).Pixels, Picture.Load(again).Pixels);
    }

    [Fact]
    public async Task AWrongLayer_IsNamedByItsFlag_BesideTheRightOnes()
    {
        Picture.Blank(40, 30, Colour.White).Save(In("photo.png"));

        var (code, _, error) = await Terminal.RunAsync(["dream", In("photo.png"), "--model", _models.Clip, "--layer", "mixed4c"]);

        Assert.Equal(2, code);
        Assert.Contains("--layer mixed4c is none of this network's: resblocks.0.", error);
    }

    private string In(string name) => Path.Combine(_models.Folder, name);
}

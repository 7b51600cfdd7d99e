using Atelier.Core;

namespace Atelier.Hub.Tests;

public class ModelHubTests
{
    [Fact]
    public void Find_OfAShippedModel_GivesItsFolderAndConfiguration()
    {
        var files = ModelHub.Find("vqgan-glyphs");

        Assert.True(File.Exists(files.Weights));
        Assert.Equal("vqgan", files.Config.String("kind"));
    }

    [Fact]
    public void Find_OfANearlyRightName_TellsTheRightOne() =>
        Assert.Contains("clip-glyphs", Assert.Throws<ModelFileException>(() => ModelHub.Find("clip-glyph")).Message);

    [Fact]
    public void Find_OfNothingAtAll_ListsWhatThereIs() =>
        Assert.Contains("vqgan-glyphs", Assert.Throws<ModelFileException>(() => ModelHub.Find("x")).Message);
}

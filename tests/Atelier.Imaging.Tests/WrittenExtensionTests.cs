namespace Atelier.Imaging.Tests;

public sealed class WrittenExtensionTests
{
    [Theory]
    [InlineData("a.png", false, ".png")]
    [InlineData("a.png", true, ".webp")] // animations may be transparent
    [InlineData("a.apng", true, ".webp")]
    [InlineData("a.gif", true, ".gif")]
    [InlineData("a.gif", false, ".png")]
    [InlineData("a.webp", true, ".webp")]
    [InlineData("a.svg", false, ".png")]
    [InlineData("a.avi", true, ".mp4")]
    [InlineData("a.MKV", true, ".mkv")]
    public void AChangedCopy_KeepsItsKind_OrTakesOneThatCanHoldIt(string path, bool isFilm, string extension) =>
        Assert.Equal(extension, MediaKinds.WrittenExtension(path, isFilm));
}

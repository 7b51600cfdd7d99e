using Atelier.Core;

namespace Atelier.Imaging.Tests;

public sealed class MediaFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void List_IsOfReadableKinds_InOrder_WithoutHiddenOnes()
    {
        string[] names =
        [
            "b.PNG", "a.jpeg", "c.bmp", "d.txt", "e.mp4", ".hidden.png", ".ipynb_checkpoints/f.png", "inside/g.webp", "inside/.h/i.png",
        ];
        Array.ForEach(names, Touch);

        Assert.Equal(["a.jpeg", "b.PNG"], List(MediaUse.Picture));
        Assert.Equal(["a.jpeg", "b.PNG", "e.mp4"], List(MediaUse.Picture | MediaUse.Film));
        Assert.Equal(["a.jpeg", "b.PNG", "inside/g.webp"], List(MediaUse.Picture, recursive: true));
        Assert.Equal(["b.PNG"], List(MediaUse.Picture, "b*"));
    }

    [Fact]
    public void List_FollowsLinks_ButNotInCircles()
    {
        Touch("real/a.png");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "real", "circle"), _folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), Path.Combine(_folder, "real"));

        Assert.Equal(["linked/a.png", "real/a.png"], List(MediaUse.Picture, recursive: true));
    }

    [Fact]
    public void List_OfNoFolder_SaysSo() =>
        Assert.Contains(
            "Cannot list",
            Assert.Throws<ImageFormatException>(() => MediaFolder.List(Path.Combine(_folder, "none"), MediaUse.Picture)).Message);

    private IEnumerable<string> List(MediaUse use, string pattern = "*", bool recursive = false) =>
        MediaFolder.List(_folder, use, pattern, recursive).Select(file => Path.GetRelativePath(_folder, file).Replace('\\', '/'));

    private void Touch(string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}

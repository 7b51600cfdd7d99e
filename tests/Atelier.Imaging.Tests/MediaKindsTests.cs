using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

/// <summary>Kinds of pictures and films.</summary>
public sealed class MediaKindsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-kinds-").FullName;

    [Fact]
    public void Kinds_AreToldByNameOrByContent()
    {
        File.WriteAllBytes(In("moving.gif"), Animation.Make(".gif", 4, 4, [100, 100], [(255, 0, 0), (0, 255, 0)]));
        File.WriteAllBytes(In("still.gif"), Animation.Make(".gif", 4, 4, [100], [(255, 0, 0)]));
        File.WriteAllBytes(In("moving.png"), PngFile.Make(1, 1, 8, PngFile.Rgb, [1, 2, 3], ("acTL", [0, 0, 0, 2, 0, 0, 0, 0])));

        Assert.True(MediaKinds.IsFilm(In("moving.gif")));
        Assert.True(MediaKinds.IsFilm(In("moving.png")));
        Assert.False(MediaKinds.IsFilm(In("still.gif")));
        Assert.All(new[] { "a.MPG", "a.ts", "a.m4v", "a.wmv", "a.avi" }, name => Assert.True(MediaKinds.IsFilm(name), name));
        Assert.False(MediaKinds.IsRead("a.bmp"));
        Assert.Equal([".mp4", ".mkv", ".png", ".jpg"], new[] { ("a.avi", true), ("a.MKV", true), ("a.svg", false), ("a.jpg", false) }
            .Select(file => MediaKinds.WrittenExtension(file.Item1, file.Item2)));
        Assert.Equal(
            MediaKinds.All.Sum(kind => kind.Extensions.Count), MediaKinds.All.SelectMany(kind => kind.Extensions).Distinct().Count());
        Assert.All(
            MediaKinds.All.Where(kind => kind.WrittenAs.HasFlag(MediaUse.Film)).SelectMany(kind => kind.Extensions),
            extension => Assert.NotNull(FilmContainer.FromPath("a" + extension)));
        foreach (var extension in MediaKinds.All.SelectMany(kind => kind.Extensions))
        {
            var encodes = true;
            try
            {
                Picture.Blank(1, 1, Colour.White).Encode(extension);
            }
            catch (AtelierException)
            {
                encodes = false;
            }

            Assert.Equal(MediaKinds.IsWritten("a" + extension, MediaUse.Picture), encodes);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);
}

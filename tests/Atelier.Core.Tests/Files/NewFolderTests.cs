using System.Text;
using Atelier.Core.Files;

namespace Atelier.Core.Tests.Files;

[Collection("temporary files")] // one test discards all of the process
public sealed class NewFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-folders-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Create_OfOneNameByMany_GivesEachItsOwn()
    {
        var made = new string[64];

        Parallel.For(
            0,
            made.Length,
            i => made[i] = NewFolder.Create(_root, "run", folder => File.WriteAllText(Path.Combine(folder, "who"), $"{i}")));

        Assert.Equal(made.Length, made.Distinct().Count());
        Assert.Equal(made.Length, Directory.GetFileSystemEntries(_root).Length);
        Assert.All(made.Index(), pair => Assert.Equal($"{pair.Index}", File.ReadAllText(Path.Combine(pair.Item, "who"))));
    }

    [Fact]
    public void Create_WhereFillingFails_LeavesNothing()
    {
        Assert.Throws<InvalidOperationException>(() => NewFolder.Create(_root, "run", _ => throw new InvalidOperationException("no")));

        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Create_UnderAFile_IsRefused()
    {
        var file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");

        Assert.Contains("Cannot write", Assert.Throws<OutputException>(() => NewFolder.Create(file, "run", _ => { })).Message);
    }

    [Fact]
    public void NameOf_LongWordsOfAnyScript_IsCutBetweenLetters()
    {
        var name = NewFolder.Slug([new string('ж', 300), "fox"]);

        Assert.Equal(120, Encoding.UTF8.GetByteCount(name));
        Assert.Equal(new string('ж', 60), name);
        Assert.Equal("ein-fuchs", NewFolder.Slug(["Ein", "Fuchs"]));
    }
}

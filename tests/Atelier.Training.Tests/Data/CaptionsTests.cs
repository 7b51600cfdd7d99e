using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Training.Data;

namespace Atelier.Training.Tests.Data;

public sealed class CaptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-captions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("file_name,text\n\"a, 1.png\",\"red, \"\"round\"\"\"\n", "a, 1.png", "red, \"round\"")]
    [InlineData("text,file_name\r\na red thing,a.png\r\n", "a.png", "a red thing")]
    [InlineData("file_name,licence,text\na.png,zebra,a red thing\n", "a.png", "a red thing")]
    [InlineData("\ufeffFile_Name, Caption\n./a.png,\"two\nlines\"\n", "a.png", "two\nlines")]
    [InlineData("file,caption\nb\\a.png,as it was written before\n", "b/a.png", "as it was written before")]
    public void Csv_IsReadByItsHeader(string csv, string name, string caption)
    {
        File.WriteAllText(Path.Combine(_folder, "metadata.csv"), csv);

        Assert.Equal(caption, Caption(name));
    }

    [Theory]
    [InlineData("metadata.csv", "picture,words\na.png,red\n", "columns picture, words")]
    [InlineData("metadata.csv", "file_name,text\na.png,red\na.png,red, round\n", "line 3")]
    [InlineData("metadata.csv", "file_name,text\na.png,\"red\n", "line 2")]
    [InlineData("metadata.csv", "", "file_name and text")]
    [InlineData("metadata.csv", "file_name,text\nz.png,red\n", "names no picture")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": null}\n", "line 1")]
    [InlineData("metadata.jsonl", "\n[1]\n", "line 2")]
    public void List_ThatIsNotAsItShouldBe_IsRefusedWithItsPlace(string file, string content, string place)
    {
        File.WriteAllText(Path.Combine(_folder, file), content);

        Assert.Contains(place, Assert.ThrowsAny<AtelierException>(() => Caption("a.png")).Message);
    }

    [Fact]
    public void List_OfAFolderInside_IsOfThatFoldersPictures()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "train"));
        File.WriteAllText(Path.Combine(_folder, "metadata.csv"), "file_name,text\ntrain/a.png,from above\ntrain/b.png,from above\n");
        File.WriteAllText(Path.Combine(_folder, "train", "metadata.jsonl"), """{"file_name": "a.png", "text": "from beside"}""");

        Assert.Equal("from beside", Caption("train/a.png"));
        Assert.Equal("from above", Caption("train/b.png"));
    }

    [Fact]
    public void HiddenFolders_AreNoClasses_AndWhatCannotBeReadIsNotListed()
    {
        foreach (var name in new[] { "cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png", ".ipynb_checkpoints/1.png" })
        {
            Save(name);
        }

        File.WriteAllText(Path.Combine(_folder, "dog", "3.bmp"), "BM");
        using var source = new DataOptions { Source = DataSource.Classes, Path = _folder, Size = 4, HeldOut = 0 }.Open(DataSplit.Train);

        Assert.Equal(["cat", "dog"], source.Classes);
        Assert.Equal(4, source.Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(5, 4, 1)]
    public void FewPictures_AreStillTrainedAndTestedOn(int pictures, int trained, int tested)
    {
        for (var i = 0; i < pictures; i++)
        {
            Save($"{i}.png");
        }

        var options = new DataOptions { Source = DataSource.Folder, Path = _folder, Size = 4, HeldOut = 0.0001 };
        using var train = options.Open(DataSplit.Train);
        using var test = options.Open(DataSplit.Test);

        Assert.Equal((trained, tested), (train.Count, test.Count));
        var names = Enumerable.Range(0, train.Count).Select(train.NameOf).Union(Enumerable.Range(0, test.Count).Select(test.NameOf));
        Assert.Equal(pictures, names.Count());
    }

    private string Caption(string name) => new Captions(_folder, [name]).Find(Path.Combine(_folder, name), name);

    private void Save(string name) => Picture.Blank(5, 5, Colour.Black).Save(Path.Combine(_folder, name));
}

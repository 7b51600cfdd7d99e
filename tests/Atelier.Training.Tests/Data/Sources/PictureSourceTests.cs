using System.Formats.Tar;
using Atelier.Core;
using Atelier.Training.Data;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Training.Tests.Data.Sources;

public sealed class PictureSourceTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Idx_GivesPicturesAndClasses_ZippedOrNot()
    {
        var options = new DataOptions { Source = DataSource.Idx, Path = _data.Idx(), Size = 8, Channels = 1 };
        using var train = options.Open(DataSplit.Train);
        using var test = options.Open(DataSplit.Test);

        Assert.Equal((40, 12), (train.Count, test.Count));
        Assert.Equal(["0", "1", "2", "3"], train.Classes);
        var third = train.Read(2);
        Assert.Equal(2, third.Class);
        Assert.Equal([0, 202], [third.Pixels[0], third.Pixels[4 * 8]]); // below, left
    }

    [Fact]
    public void Idx_CutShort_SaysSo()
    {
        var path = Path.Combine(_data.Idx(), "t10k-images-idx3-ubyte");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);

        var error = Assert.ThrowsAny<AtelierException>(
            () => new DataOptions { Source = DataSource.Idx, Path = _data.Folder, Size = 8, Channels = 1 }.Open(DataSplit.Test));

        Assert.Contains("truncated", error.Message);
    }

    [Fact]
    public void Cifar10_TurnsPlanesIntoPixels()
    {
        for (var file = 1; file <= 5; file++)
        {
            var record = new byte[2 * 3073];
            (record[0], record[1], record[1 + 1024], record[1 + 2048], record[3073]) = ((byte)file, 10, 20, 30, 9);
            File.WriteAllBytes(Path.Combine(_data.Folder, $"data_batch_{file}.bin"), record);
        }

        using var source = new DataOptions { Source = DataSource.Cifar10, Path = _data.Folder, Size = 32 }.Open(DataSplit.Train);

        Assert.Equal(10, source.Count);
        Assert.Equal("bird", source.Classes[2]);
        Assert.Equal([10, 20, 30], source.Read(2).Pixels[..3]);
        Assert.Equal((2, 9), (source.Read(2).Class, source.Read(3).Class));
        Assert.Contains("cifar-10-binary", Assert.ThrowsAny<AtelierException>(
            () => new DataOptions { Source = DataSource.Cifar10, Path = _data.Folder, Size = 32 }.Open(DataSplit.Test)).Message);
    }

    [Fact]
    public void Folder_GivesCaptionsFromFilesBesideOrAList()
    {
        var options = new DataOptions { Source = DataSource.Folder, Path = _data.Pictures(), Size = 4, HeldOut = 0 };
        using (var source = options.Open(DataSplit.Train))
        {
            Assert.Equal(12, source.Count);
            Assert.Equal("black number 3", source.Read(3).Caption);
            Assert.Equal("", source.Read(9).Caption);
            Assert.Equal(4 * 4 * 3, source.Read(9).Pixels.Length);
        }

        _data.Write("metadata.jsonl", """{"file_name": "b/0.png", "text": "a white one"}""");
        using var listed = options.Open(DataSplit.Train);
        Assert.Equal("a white one", listed.Read(6).Caption);
    }

    [Fact]
    public void Classes_AreTheFolders_AndTheSplitCoversAllOnce()
    {
        var options = new DataOptions
        {
            Source = DataSource.Classes, Path = _data.Pictures(each: 40), Size = 4, HeldOut = 0.3, Channels = 1,
        };
        using var train = options.Open(DataSplit.Train);
        using var test = options.Open(DataSplit.Test);

        Assert.Equal(["a", "b"], train.Classes);
        Assert.InRange(test.Count, 10, 40);
        var names = Enumerable.Range(0, train.Count).Select(train.NameOf).Concat(Enumerable.Range(0, test.Count).Select(test.NameOf))
            .ToList();
        Assert.Equal((80, 80), (names.Count, names.Distinct().Count()));
        Assert.Equal((1, 255), (train.Read(train.Count - 1).Class, train.Read(train.Count - 1).Pixels[0]));
    }

    [Fact]
    public void Webdataset_GivesWhatBelongsTogether()
    {
        _data.Pictures(each: 3);
        using (var writer = new TarWriter(File.Create(Path.Combine(_data.Folder, "shard-000.tar"))))
        {
            for (var i = 0; i < 3; i++)
            {
                writer.WriteEntry(Path.Combine(_data.Folder, "a", $"{i}.png"), $"sample{i}.png");
                writer.WriteEntry(Path.Combine(_data.Folder, "a", $"{i}.txt"), $"sample{i}.txt");
                writer.WriteEntry(_data.Write("class", $"{i + 4}"), $"sample{i}.cls");
            }
        }

        using var source = new DataOptions { Source = DataSource.Webdataset, Path = _data.Folder, Size = 6, HeldOut = 0 }.Open(
            DataSplit.Train);

        Assert.Equal((3, 7), (source.Count, source.Classes.Count));
        var second = source.Read(1);
        Assert.Equal((5, "black number 1", (byte)0), (second.Class, second.Caption, second.Pixels[0]));
    }

    [Fact]
    public void Folder_WithoutPictures_SaysSo() =>
        Assert.Contains("holds no pictures", Assert.ThrowsAny<AtelierException>(
            () => new DataOptions { Source = DataSource.Folder, Path = _data.Folder, Size = 4 }.Open(DataSplit.Train)).Message);

    [Fact]
    public void Batches_AreTheSameWheneverTheyAreMade_AndCoverEachEpochOnce()
    {
        var options = new DataOptions
        {
            Source = DataSource.Idx, Path = _data.Idx(), Size = 8, Channels = 1, Flip = true, Shift = 1, Threads = 3,
        };
        using var source = options.Open(DataSplit.Train);
        using var all = new DataLoader(source, options, 5, seed: 3, firstBatch: 0);
        var made = Enumerable.Range(0, 20).Select(_ => all.Next()).ToList();
        using var later = new DataLoader(source, options with { Threads = 1 }, 5, seed: 3, firstBatch: 11);
        using var other = new DataLoader(source, options, 5, seed: 4, firstBatch: 0);

        Assert.Equal(made[11].Pixels, later.Next().Pixels);
        Assert.NotEqual(made[0].Pixels, other.Next().Pixels);
        Assert.Equal(
            Enumerable.Repeat(10, 4),
            made.Take(8).SelectMany(batch => batch.Classes).GroupBy(category => category).Select(group => group.Count()));
        // another order in the next epoch
        Assert.NotEqual(made[0].Classes.Concat(made[1].Classes), made[8].Classes.Concat(made[9].Classes));
    }

    [Fact]
    public void ABrokenPicture_IsNamedAndReplaced_AndAllBrokenIsAnError()
    {
        _data.Pictures(each: 2);
        _data.Write("a/0.png", "no picture");
        var options = new DataOptions { Source = DataSource.Folder, Path = _data.Folder, Size = 4, HeldOut = 0 };
        using var source = options.Open(DataSplit.Train);
        using (var loader = new DataLoader(source, options, 4, 1, 0))
        {
            Assert.Equal(4, loader.Next().Count);
            Assert.Equal(Path.Combine(_data.Folder, "a/0.png"), Assert.Single(loader.Skipped).Name);
        }

        foreach (var name in new[] { "a/1.png", "b/0.png", "b/1.png" })
        {
            _data.Write(name, "no picture");
        }

        using var none = new DataLoader(source, options, 4, 1, 0);
        Assert.Contains("no picture can be read", Assert.ThrowsAny<AtelierException>(none.Next).Message);
    }
}

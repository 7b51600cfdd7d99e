using System.Security.Cryptography;
using Atelier.Core;

namespace Atelier.Hub.Tests;

public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Weights = WeightFile();
    private readonly string _shelf = Directory.CreateTempSubdirectory("atelier-hub-").FullName;

    public void Dispose() => Directory.Delete(_shelf, recursive: true);

    [Fact]
    public async Task Download_OfAModel_IsWholeAndNamed()
    {
        using var server = new FileServer(Weights);
        var seen = new List<FetchProgress>();

        var folder = await Download.RunAsync(Entry(server.Address), _shelf, new Collect(seen));

        Assert.Equal(Path.Combine(_shelf, "Net-1"), folder);
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(["Net-1"], Directory.GetFileSystemEntries(_shelf).Select(Path.GetFileName));
        Assert.Equal(["model.safetensors"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal(Weights.Length, seen[^1].Done);
        Assert.Equal(Weights.Length, seen[^1].Total);
    }

    [Fact]
    public async Task Download_WhoseConnectionBreaks_GoesOnWhereItBroke()
    {
        using var server = new FileServer(Weights) { BreaksAfter = new([300_000]) };

        var folder = await Download.RunAsync(Entry(server.Address), _shelf);

        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal("", server.Asked[0]);
        Assert.StartsWith("bytes=", server.Asked[1]);
        Assert.NotEqual("bytes=0-", server.Asked[1]);
    }

    [Fact]
    public async Task Download_ThatWasCancelled_GoesOnTheNextTime()
    {
        using var server = new FileServer(Weights);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Download.RunAsync(Entry(server.Address), _shelf, new Collect([], _ => stop.Cancel()), stop.Token));
        Assert.False(Directory.Exists(Path.Combine(_shelf, "Net-1")));

        var folder = await Download.RunAsync(Entry(server.Address), _shelf);

        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.StartsWith("bytes=", server.Asked[1]);
    }

    [Fact]
    public async Task Download_OfAFileThatChangedMeanwhile_BeginsAnew()
    {
        using var server = new FileServer(Weights);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Download.RunAsync(Entry(server.Address), _shelf, new Collect([], _ => stop.Cancel()), stop.Token));
        server.Tag = "\"second\"";

        var folder = await Download.RunAsync(Entry(server.Address), _shelf);

        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public async Task Download_FromAServerWithoutRanges_BeginsAnew()
    {
        using var server = new FileServer(Weights) { BreaksAfter = new([300_000]), KnowsRanges = false };

        var folder = await Download.RunAsync(Entry(server.Address), _shelf);

        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public async Task Download_FromABusyServer_IsAskedForAgain()
    {
        using var server = new FileServer(Weights) { Refuses = new([503, 429]), BreaksAfter = new([300_000]) };

        await Download.RunAsync(Entry(server.Address), _shelf);

        Assert.Equal(["", "", ""], server.Asked[..3]);
        Assert.StartsWith("bytes=", server.Asked[3]);
        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public async Task Download_FromAServerThatStaysBusy_EndsInOneSentence()
    {
        using var server = new FileServer(Weights) { Status = 503 };

        var error = await Assert.ThrowsAsync<DownloadException>(() => Download.RunAsync(Entry(server.Address), _shelf));

        Assert.Contains("503", error.Message);
        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public async Task Download_WhereTheFirstPlaceIsGone_TakesTheNext()
    {
        using var gone = new FileServer(Weights) { Status = 404 };
        using var mirror = new FileServer(Weights);

        await Download.RunAsync(Entry(gone.Address, mirror.Address), _shelf);

        Assert.Single(gone.Asked);
        Assert.Single(mirror.Asked);
    }

    [Fact]
    public async Task Download_OfAnotherFileThanPublished_IsThrownAwayAndNamed()
    {
        using var server = new FileServer([.. Weights.Select(value => (byte)~value)]);

        var error = await Assert.ThrowsAsync<DownloadException>(() => Download.RunAsync(Entry(server.Address), _shelf));

        Assert.Contains("SHA-256", error.Message);
        Assert.Empty(Directory.GetFiles(_shelf, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Download_WithoutAChecksum_OfAPageInsteadOfAModel_IsThrownAway()
    {
        using var server = new FileServer("<html>please log in</html>"u8.ToArray());

        var error = await Assert.ThrowsAsync<DownloadException>(
            () => Download.RunAsync(Entry(server.Address) with { Files = [new("model.safetensors", [server.Address])] }, _shelf));

        Assert.Contains("no model", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_shelf));
    }

    [Fact]
    public async Task Download_ThatNeedsMoreRoomThanThereIs_SaysSoFirst()
    {
        using var server = new FileServer(Weights);

        var error = await Assert.ThrowsAsync<DownloadException>(
            () => Download.RunAsync(Entry(server.Address) with { Megabytes = int.MaxValue }, _shelf));

        Assert.Contains("room", error.Message);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void Catalogue_IsWhole()
    {
        Assert.All(Catalogue.Entries, entry =>
        {
            Assert.NotEmpty(entry.Files);
            Assert.All(entry.Files, file => Assert.NotEmpty(file.From));
            Assert.All(entry.Files, file => Assert.All(file.From, address => Fetchers.For(address)));
            Assert.All(entry.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256 ?? new string('0', 64)));
        });
        Assert.Equal(Catalogue.Entries.Count, Catalogue.Entries.Select(entry => entry.FolderName).Distinct().Count());
        Assert.All(Catalogue.Entries.Where(entry => entry.Kind == "clip"), entry => Assert.All(
            entry.Files[0].From, address => Assert.Contains(entry.Files[0].Sha256!, address.AbsolutePath))); // as OpenAI names them
    }

    [Fact]
    public void Find_OfAPublishedModelThatIsNotHere_SaysThatItCanBeDownloaded()
    {
        var error = Assert.Throws<ModelFileException>(() => ModelHub.Find("vit-b/32"));

        Assert.Equal("ViT-B/32", error.Downloadable);
        Assert.Contains("354 MB", error.Message);
    }

    private static CatalogueEntry Entry(params Uri[] places) =>
        new("Net/1", "clip", 1, "MIT", "here", [new("model.safetensors", places, Convert.ToHexStringLower(SHA256.HashData(Weights)))]);

    // one tensor of a megabyte
    private static byte[] WeightFile()
    {
        var header = """{"w": {"dtype": "U8", "shape": [1000000], "data_offsets": [0, 1000000]}}"""u8.ToArray();
        var values = new byte[1_000_000];
        new Random(1).NextBytes(values);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. values];
    }

    private sealed class Collect(List<FetchProgress> seen, Action<FetchProgress>? then = null) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            seen.Add(value);
            then?.Invoke(value);
        }
    }
}

using Atelier.Imaging.Pictures;
using Atelier.Studio.Blobs;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Studio.Tests.Jobs;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Gallery;

public sealed class SqlitePictureDeletionTests() : PictureDeletionTests(null);

[Collection("postgres")]
public sealed class PostgresPictureDeletionTests(PostgresServer server) : PictureDeletionTests(server);

/// <summary>A picture is deleted, and its file goes once nothing else needs it; the same on both databases.</summary>
public abstract class PictureDeletionTests(PostgresServer? server) : QueueFixture(server)
{
    private PictureShelf Shelf => new(Database, Time);

    [Fact]
    public async Task APicture_GoesWithItsFile_AndItsJobStays()
    {
        var (job, file) = await MakeAsync(1);
        _ = await Thumbnails.ReadAsync(file);
        var picture = Assert.Single(await Shelf.ListAsync(new() { Words = "fox" }));
        var boards = new BoardShelf(Database, Time);
        await boards.PutAsync(await boards.AddAsync("local", "Foxes"), picture);

        Assert.Equal(0, await Shelf.DeleteAsync([picture.Number], "bob"));
        Assert.Equal(1, await Shelf.DeleteAsync([picture.Number, picture.Number, 99], "local"));
        Assert.Equal(0, await Shelf.DeleteAsync([picture.Number], null));
        Assert.Empty(await Shelf.ListAsync(new() { Words = "fox" }));
        Assert.Equal(0, Assert.Single(await boards.ListAsync("local")).Count);
        Assert.Equal("picture.deleted", (await EventsAsync())[^1]);
        Assert.Equal(JobState.Succeeded, (await Reader.GetAsync(job.Id, null)).State);
        Assert.Equal("film", Assert.Single(await Reader.OutputsAsync(job.Id)).Name);

        await Loose.FreeAsync(); // somebody may be about to name the same file
        Assert.NotNull(await Blobs.FindAsync(file));
        await FreeAsync();
        await AssertGoneAsync(file);
        await Assert.ThrowsAsync<StudioException>(() => Thumbnails.ReadAsync(file));
        Assert.Empty(Directory.GetFiles(Path.Combine(Folder, "thumbs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task AFile_StaysAsLongAsAnotherPictureHasIt()
    {
        var (first, file) = await MakeAsync(1);
        var (_, same) = await MakeAsync(1);
        Assert.Equal(file, same);
        var numbers = (await Shelf.ListAsync(new())).Select(picture => picture.Number).ToList();
        await Shelf.DeleteAsync([numbers[0]], null);
        await FreeAsync();
        Assert.NotEmpty(await Blobs.ReadAsync(file));
        Assert.Equal(["film", "picture"], (await Reader.OutputsAsync(first.Id)).Select(output => output.Name));
        await Shelf.DeleteAsync([numbers[1]], null);
        await FreeAsync();
        await AssertGoneAsync(file);
    }

    [Theory]
    [InlineData("input")]
    [InlineData("step")]
    [InlineData("checkpoint")]
    [InlineData("upload")]
    public async Task AFile_StaysAsLongAsSomethingElseNeedsIt(string need)
    {
        var (_, file) = await MakeAsync(1);
        if (need == "upload")
        {
            await Blobs.PutAsync(await Blobs.ReadAsync(file), "image/png", isUpload: true);
        }
        else
        {
            await Intake.AcceptAsync(Order() with { Jobs = [new("{}", need == "input" ? [file] : [], [])] });
            var other = (await ClaimAsync("worker"))!;
            _ = need == "step" ? await Leased.StepAsync(other.Id, other.LeaseToken!, 1, file)
                : need == "checkpoint" ? await Leased.CheckpointAsync(other.Id, other.LeaseToken!, 1, file) : other;
        }

        await Shelf.DeleteAsync([Assert.Single(await Shelf.ListAsync(new())).Number], null);
        await FreeAsync();
        Assert.NotEmpty(await Blobs.ReadAsync(file));
    }

    [Fact]
    public async Task WhatWasMadeFromIt_StaysReadable()
    {
        var (_, file) = await MakeAsync(1);
        await MakeAsync(2, "", file);
        var (child, parent) = (await Shelf.ListAsync(new())) is [var young, var old] ? (young, old) : default;
        Assert.Equal(parent.Number, Assert.Single(await Shelf.ParentsAsync(child, null)).Number);
        await Shelf.DeleteAsync([parent.Number], null);
        await FreeAsync();
        Assert.Equal("a red fox", (await Shelf.GetAsync(child.Number, null)).Title);
        Assert.Empty(await Shelf.ParentsAsync(child, null));
        Assert.NotEmpty(await Blobs.ReadAsync(file)); // its job may be tried again
        await Shelf.DeleteAsync([child.Number], null);
        Assert.Empty(await Shelf.ListAsync(new()));
    }

    [Fact]
    public async Task AFile_ThatComesAgain_IsKept()
    {
        var (_, file) = await MakeAsync(1);
        await Shelf.DeleteAsync([Assert.Single(await Shelf.ListAsync(new())).Number], null);
        Time.Pass(LooseBlobs.Kept);
        var (_, again) = await MakeAsync(1); // the same seed, before the file was freed
        Assert.Equal(file, again);
        await FreeAsync();
        Assert.NotEmpty(await Blobs.ReadAsync(file));
        await Shelf.DeleteAsync([Assert.Single(await Shelf.ListAsync(new())).Number], null);
        await FreeAsync();
        await MakeAsync(1);                  // and after it
        await FreeAsync();
        Assert.NotEmpty(await Blobs.ReadAsync(file));
    }

    [Fact]
    public async Task AFile_ThatIsDeletedWhileItComes_IsWrittenAgain()
    {
        var library = new BlobLibrary(Database, new LosingStore(Store), Time);
        var row = await library.PutAsync(new byte[] { 1, 2, 3 }, "image/png");
        Assert.Equal([1, 2, 3], await library.ReadAsync(row.Sha256));
    }

    private async Task<(JobRow Job, string File)> MakeAsync(byte colour, string words = "a red fox", params string[] inputs)
    {
        var input = words.Length == 0 ? "{}" : $$"""{"prompts": [{"text": "{{words}}"}]}""";
        await Intake.AcceptAsync(Order() with { Jobs = [new(input, inputs, [])] });
        var job = (await ClaimAsync("worker"))!;
        var picture = Picture.Blank(400, 200, new(colour, 2, 3)).Encode(".png");
        var file = (await Blobs.PutAsync(picture, "image/png", 400, 200)).Sha256;
        await Leased.OutputAsync(job.Id, job.LeaseToken!, "picture", file);
        await Leased.FinishAsync(
            job.Id, job.LeaseToken!,
            new(JobState.Succeeded, new Dictionary<string, string> { ["picture"] = file, ["film"] = await BlobAsync("a film") }));
        return (job, file);
    }

    private async Task FreeAsync()
    {
        Time.Pass(LooseBlobs.Kept + TimeSpan.FromSeconds(1));
        await Loose.FreeAsync();
    }

    private async Task AssertGoneAsync(string file)
    {
        Assert.Null(await Blobs.FindAsync(file));
        Assert.Null(await Store.OpenAsync(file));
        Assert.Empty(await Database.ReadAsync(session => session.ListAsync<string>("select sha256 from loose_blobs")));
    }

    // the file is deleted by somebody else between its coming and its row
    private sealed class LosingStore(IBlobStore store) : IBlobStore
    {
        private bool _isLater;

        public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancel = default)
        {
            var sha256 = await store.PutAsync(content, cancel);
            if (!_isLater)
            {
                _isLater = true;
                await store.DeleteAsync(sha256, cancel);
            }

            return sha256;
        }

        public Task<Stream?> OpenAsync(string sha256, CancellationToken cancel = default) => store.OpenAsync(sha256, cancel);

        public Task DeleteAsync(string sha256, CancellationToken cancel = default) => store.DeleteAsync(sha256, cancel);
    }
}

using System.Diagnostics;
using Atelier.Core;
using Atelier.Studio.Blobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Faces;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Storage;

/// <summary>A bucket of a small S3 server that others wrote, as npm has it. It needs node, and the network.</summary>
[Collection("studio")]
[Trait("Category", "Slow")]
public sealed class S3BlobsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-s3-").FullName;
    private Process _server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "package.json"), """{"private": true}""");
        using var install = Process.Start(Quiet("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "s3rver@3.7.1"]))!;
        await install.WaitForExitAsync();
        Assert.Equal(0, install.ExitCode);
        var port = FreePort.Find();
        _server = Process.Start(Quiet(
            Path.Combine(_folder, "node_modules/.bin/s3rver"),
            ["--directory", Path.Combine(_folder, "data"), "--address", "127.0.0.1", "--port", $"{port}",
                "--configure-bucket", "atelier"]))!;
        Set("AWS_ENDPOINT_URL_S3", $"http://127.0.0.1:{port}");
        Set("AWS_ACCESS_KEY_ID", "S3RVER");
        Set("AWS_SECRET_ACCESS_KEY", "S3RVER");
        Set("AWS_REGION", "us-east-1");
        await ListensAsync(port);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var name in new[] { "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION" })
        {
            Set(name, null);
        }

        _server.Kill(entireProcessTree: true);
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Blobs_ComeBackAsTheyWere()
    {
        using var blobs = new S3Blobs("s3://atelier/some/folder");
        await blobs.CheckAsync(default);
        var content = new byte[300_000]; // longer than a chunk
        new Random(1).NextBytes(content);
        var sha256 = await blobs.PutAsync(content);
        Assert.Equal(sha256, await blobs.PutAsync(content));
        await using (var back = await blobs.OpenAsync(sha256))
        {
            var read = new MemoryStream();
            await back!.CopyToAsync(read);
            Assert.Equal(content, read.ToArray());
        }

        await blobs.DeleteAsync(sha256);
        Assert.Null(await blobs.OpenAsync(sha256));
        Assert.Null(await blobs.OpenAsync("../" + sha256[3..]));
    }

    [Fact]
    public async Task AStudio_KeepsItsPicturesThere()
    {
        await using var studio = await RunningStudio.StartAsync(options => options with { Bucket = "s3://atelier" });
        studio.Work();
        var job = await studio.DoneAsync(await studio.OrderOneAsync("imagine", Toy.Imagine()));
        Assert.NotEmpty(await studio.OutputAsync(job));
        Assert.False(Directory.Exists(Path.Combine(studio.Folder, "blobs")));
    }

    [Fact]
    public async Task WhatNothingNeeds_IsFreedThere()
    {
        await using var database = await Database.OpenAsync(_folder);
        using var store = new S3Blobs("s3://atelier/loose");
        var time = new ManualTime();
        var blobs = new BlobLibrary(database, store, time);
        using var thumbnails = new Thumbnails(blobs, Path.Combine(_folder, "thumbs"));
        var file = (await blobs.PutAsync(new byte[] { 1, 2, 3 }, "image/png")).Sha256;
        await database.WriteAsync(session => LooseBlobs.AddAsync(session, file, time.Now()));
        time.Pass(LooseBlobs.Kept);
        await new LooseBlobs(database, store, thumbnails, time).FreeAsync();
        Assert.Null(await store.OpenAsync(file));
        Assert.Null(await blobs.FindAsync(file));
    }

    [Fact]
    public async Task ABucketThatIsNotThere_IsRefused()
    {
        using var none = new S3Blobs("s3://elsewhere");
        var error = await Assert.ThrowsAsync<OptionException>(() => none.CheckAsync(default));
        Assert.Contains("s3://elsewhere/ cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => new S3Blobs("/some/folder"));
    }

    private static void Set(string name, string? value) => Environment.SetEnvironmentVariable(name, value);

    private static async Task ListensAsync(int port)
    {
        for (var end = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(100))
        {
            try
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (System.Net.Sockets.SocketException) when (DateTime.UtcNow < end)
            {
                // not yet
            }
        }
    }

    private ProcessStartInfo Quiet(string program, string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
    };
}

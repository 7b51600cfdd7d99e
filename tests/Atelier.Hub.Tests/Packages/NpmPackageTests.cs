using System.Net;
using System.Security.Cryptography;
using System.Text;
using Atelier.Core;
using Atelier.Hub.Packages;
using Atelier.Tests;

namespace Atelier.Hub.Tests.Packages;

public sealed class NpmPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-packages-").FullName;
    private readonly byte[] _tarball = Tarball.Make(("package.json", "{}"), ("assets/a.webp", "picture"));

    private NpmPackage Package => new("@scope/icons", "1.2.3", Convert.ToHexStringLower(SHA256.HashData(_tarball)));

    [Fact]
    public async Task Package_IsDownloadedOnce()
    {
        var registry = new Registry(_tarball);
        using var http = new HttpClient(registry);

        var first = await Package.FetchAsync(_folder, http);
        var second = await Package.FetchAsync(_folder, http);

        Assert.Equal(first, second);
        Assert.Equal(_tarball, await File.ReadAllBytesAsync(first));
        Assert.Equal([new Uri(NpmPackage.Registry, "@scope/icons/-/icons-1.2.3.tgz")], registry.Asked);
    }

    [Fact]
    public async Task DamagedDownload_IsFetchedAgain()
    {
        using var http = new HttpClient(new Registry(_tarball));
        var path = await Package.FetchAsync(_folder, http);
        await File.WriteAllBytesAsync(path, _tarball[..20]);

        Assert.Equal(_tarball, await File.ReadAllBytesAsync(await Package.FetchAsync(_folder, http)));
    }

    [Fact]
    public async Task AnotherContent_IsRefused_AndNotKept()
    {
        using var http = new HttpClient(new Registry(_tarball));
        var pinned = Package with { Sha256 = new string('0', 64) };

        var refusal = await Assert.ThrowsAsync<DownloadException>(() => pinned.FetchAsync(_folder, http));

        Assert.Contains("is not the @scope/icons 1.2.3 this program knows", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task MissingPackage_IsRefusedInOneSentence()
    {
        var registry = new Registry(null);
        using var http = new HttpClient(registry);

        var refusal = await Assert.ThrowsAsync<DownloadException>(() => Package.FetchAsync(_folder, http));

        Assert.Contains("cannot be downloaded", refusal.Message, StringComparison.Ordinal);
        Assert.Single(registry.Asked);
    }

    [Fact]
    public void Read_TakesTheWantedFilesOnly()
    {
        var path = Path.Combine(_folder, "package.tgz");
        File.WriteAllBytes(path, _tarball);

        var files = NpmPackage.Read(path, name => name.StartsWith("assets/", StringComparison.Ordinal));

        Assert.Equal("picture", Encoding.UTF8.GetString(Assert.Single(files, file => file.Key == "assets/a.webp").Value));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Registry(byte[]? content) : HttpMessageHandler
    {
        public List<Uri> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Asked.Add(request.RequestUri!);
            return Task.FromResult(
                content is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new() { Content = new ByteArrayContent(content) });
        }
    }
}

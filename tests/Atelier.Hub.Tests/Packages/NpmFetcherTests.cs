using Atelier.Core;
using Atelier.Hub.Packages;
using Atelier.Tests;

namespace Atelier.Hub.Tests.Packages;

public sealed class NpmFetcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-npm-").FullName;
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");
    private readonly string? _registry = Environment.GetEnvironmentVariable("npm_config_registry");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);
        Environment.SetEnvironmentVariable("npm_config_registry", _registry);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Fetch_OfAPackageWhoseConnectionBreaks_GoesOnWhereItBroke()
    {
        var noise = Convert.ToHexString(System.Security.Cryptography.SHA512.HashData([1]));
        var weights = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{noise[(i % 64)..]}{i * 7919 % 10007}"));
        using var server = new FileServer(Tarball.Make(("net.bin", weights))) { BreaksAfter = new([20_000]) };
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _folder);
        Environment.SetEnvironmentVariable("npm_config_registry", $"{server.Address.Scheme}://{server.Address.Authority}/");

        await new NpmFetcher().FetchAsync(new("npm:@a/nets@1.2.3/net.bin"), Path.Combine(_folder, "net.bin"), null, default);

        Assert.Equal(2, server.Asked.Count);
        Assert.StartsWith("bytes=", server.Asked[1]);
        Assert.NotEqual("bytes=0-", server.Asked[1]);
        Assert.Equal(weights, File.ReadAllText(Path.Combine(_folder, "net.bin")));
    }

    [Fact]
    public async Task Fetch_KeepsOnlyWhatIsWantedOfThePackage()
    {
        using var server = new FileServer(
            Tarball.Make(("a.txt", "not wanted"), ("models/net.bin", "the weights"), ("z.txt", "never read")));
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _folder);
        Environment.SetEnvironmentVariable("npm_config_registry", $"{server.Address.Scheme}://{server.Address.Authority}/");
        var target = Path.Combine(_folder, "net.bin");

        await new NpmFetcher().FetchAsync(new("npm:nets@1.2.3/models/net.bin"), target, null, default);
        var asked = server.Asked.Count;
        await new NpmFetcher().FetchAsync(new("npm:nets@1.2.3/models/net.bin"), target, null, default);

        Assert.Equal("the weights", File.ReadAllText(target));
        Assert.Equal(asked, server.Asked.Count); // the second time it is here
        Assert.Equal(
            ["net.bin"], Directory.GetFiles(Path.Combine(_folder, "npm"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        var missing = await Assert.ThrowsAsync<FetchException>(
            () => new NpmFetcher().FetchAsync(new("npm:nets@1.2.3/models/none.bin"), target, null, default));
        Assert.Contains("holds no models/none.bin", missing.Message);
        await Assert.ThrowsAsync<DownloadException>(() => new NpmFetcher().FetchAsync(new("npm:nets/none.bin"), target, null, default));
    }

    [Fact]
    public async Task Fetch_OfWhatIsNoPackage_SaysSo()
    {
        using var server = new FileServer("hello"u8.ToArray());
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _folder);
        Environment.SetEnvironmentVariable("npm_config_registry", $"{server.Address.Scheme}://{server.Address.Authority}/");

        await Assert.ThrowsAsync<FetchException>(
            () => new NpmFetcher().FetchAsync(new("npm:nets@1.2.3/net.bin"), Path.Combine(_folder, "net.bin"), null, default));
    }
}

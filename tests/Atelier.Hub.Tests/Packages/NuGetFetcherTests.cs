using System.IO.Compression;
using System.Text;
using Atelier.Core;
using Atelier.Hub.Packages;

namespace Atelier.Hub.Tests.Packages;

public sealed class NuGetFetcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-nuget-").FullName;
    private readonly string? _packages = Environment.GetEnvironmentVariable("ATELIER_NUGET");

    private string Target => Path.Combine(_folder, "net.onnx");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_NUGET", _packages);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Fetch_KeepsTheFileAlone()
    {
        using var server = Serve(Package(("tools/net.onnx", "the weights"), ("lib/net.dll", "not wanted")));

        await new NuGetFetcher().FetchAsync(new("nuget:Some.Nets@1.2.3/tools/net.onnx"), Target, null, default);

        Assert.Equal("the weights", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
        Assert.Contains("holds no tools/none", (await Assert.ThrowsAsync<FetchException>(
            () => new NuGetFetcher().FetchAsync(new("nuget:Some.Nets@1.2.3/tools/none"), Target, null, default))).Message);
        await Assert.ThrowsAsync<DownloadException>(
            () => new NuGetFetcher().FetchAsync(new("nuget:Some.Nets/net.onnx"), Target, null, default));
    }

    [Fact]
    public async Task Fetch_OfWhatIsNoPackage_SaysSo()
    {
        using var server = Serve(Encoding.UTF8.GetBytes("hello"));

        await Assert.ThrowsAsync<FetchException>(
            () => new NuGetFetcher().FetchAsync(new("nuget:nets@1.2.3/net.onnx"), Target, null, default));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static FileServer Serve(byte[] package)
    {
        var server = new FileServer(package);
        Environment.SetEnvironmentVariable("ATELIER_NUGET", $"{server.Address.Scheme}://{server.Address.Authority}/");
        return server;
    }

    private static byte[] Package(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return bytes.ToArray();
    }
}

using System.IO.Compression;
using Atelier.Core;

namespace Atelier.Hub.Packages;

/// <summary>Fetches a file out of a package of NuGet: <c>nuget:NAME@VERSION/path/in/the/package</c>. The package is not kept.</summary>
/// <param name="http">The client; null for <see cref="Http.Client"/>.</param>
public sealed class NuGetFetcher(HttpClient? http = null) : IFetcher
{
    /// <summary>The folder of packages, as NuGet's protocol calls <c>PackageBaseAddress</c>: <c>ATELIER_NUGET</c>, or the public
    /// one.</summary>
    public static Uri Packages => new(
        (Environment.GetEnvironmentVariable("ATELIER_NUGET") is { Length: > 0 } chosen ? chosen : "https://api.nuget.org/v3-flatcontainer")
            .TrimEnd('/') + "/");

    /// <inheritdoc/>
    public async Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        var (name, version, file) = Parse(address);
        var from = new Uri(Packages, $"{name}/{version}/{name}.{version}.nupkg");
        var package = path + ".nupkg";
        await new HttpFetcher(http).FetchAsync(from, package, progress, cancel).ConfigureAwait(false);
        try
        {
            using var archive = ZipFile.OpenRead(package);
            var entry = archive.GetEntry(file) ?? throw new FetchException($"{name} {version} holds no {file}");
            entry.ExtractToFile(path, overwrite: true);
        }
        catch (InvalidDataException e)
        {
            throw new FetchException($"{from.Host}: what came is no package of NuGet", e);
        }
        finally
        {
            File.Delete(package);
        }
    }

    // names and versions are lower case in addresses
    private static (string Name, string Version, string File) Parse(Uri address)
    {
        var text = address.OriginalString["nuget:".Length..];
        var at = text.IndexOf('@');
        var slash = at < 1 ? -1 : text.IndexOf('/', at);
        return slash > 0 ? (text[..at].ToLowerInvariant(), text[(at + 1)..slash].ToLowerInvariant(), text[(slash + 1)..])
            : throw new DownloadException($"{address} is no address of a file in a package: nuget:NAME@VERSION/PATH is needed.");
    }
}

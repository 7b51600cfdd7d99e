using Atelier.Core;
using Atelier.Hub.Packages;

namespace Atelier.Hub;

/// <summary>The progress of a file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Done">Bytes received.</param>
/// <param name="Total">Total bytes; null if unknown.</param>
public readonly record struct FetchProgress(string File, long Done, long? Total);

/// <summary>Fetches one file, resuming earlier attempts.</summary>
public interface IFetcher
{
    /// <summary>Fetches the file at an address to a path, resuming an earlier attempt where possible.</summary>
    /// <exception cref="FetchException">This address does not provide it.</exception>
    Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel);
}

/// <summary>An address did not provide its file; another may.</summary>
public sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The fetchers by URI scheme.</summary>
public static class Fetchers
{
    private static readonly Dictionary<string, IFetcher> Schemes = new()
    {
        ["https"] = new HttpFetcher(), ["http"] = new HttpFetcher(), ["npm"] = new NpmFetcher(), ["nuget"] = new NuGetFetcher(),
    };

    /// <summary>The fetcher of an address.</summary>
    /// <exception cref="DownloadException">No fetcher knows its scheme.</exception>
    public static IFetcher For(Uri address) => Schemes.GetValueOrDefault(address.Scheme)
        ?? throw new DownloadException($"{address} cannot be fetched: Atelier knows {string.Join(", ", Schemes.Keys)}.");
}

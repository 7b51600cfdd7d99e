using Atelier.Core;
using Atelier.Hub.Packages;

namespace Atelier.Hub;

/// <summary>How far a file is.</summary>
/// <param name="File">Its name.</param>
/// <param name="Done">Bytes there are.</param>
/// <param name="Total">Bytes there will be; null where the server does not say.</param>
public readonly record struct FetchProgress(string File, long Done, long? Total);

/// <summary>Fetches one file, going on with what is there already.</summary>
public interface IFetcher
{
    /// <summary>Brings the file at an address to a path; what an earlier try left at the path is gone on with where that can be.</summary>
    /// <exception cref="FetchException">This address does not give it.</exception>
    Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel);
}

/// <summary>An address did not give its file; another may.</summary>
public sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The ways to fetch a file, by the scheme of its address. A new kind of source is one line here.</summary>
public static class Fetchers
{
    private static readonly Dictionary<string, IFetcher> Schemes =
        new() { ["https"] = new HttpFetcher(), ["http"] = new HttpFetcher(), ["npm"] = new NpmFetcher() };

    /// <summary>The fetcher of an address.</summary>
    /// <exception cref="DownloadException">No fetcher knows its scheme.</exception>
    public static IFetcher For(Uri address) => Schemes.GetValueOrDefault(address.Scheme)
        ?? throw new DownloadException($"{address} cannot be fetched: Atelier knows {string.Join(", ", Schemes.Keys)}.");
}

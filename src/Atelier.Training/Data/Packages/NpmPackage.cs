using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Atelier.Hub;
using Atelier.Tensors;

namespace Atelier.Training.Data;

/// <summary>A package of the npm registry, pinned to one version and one checksum.</summary>
/// <param name="Name">With its scope, such as <c>@iconify-json/noto</c>.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Sha256">Of the tarball, lower-case hexadecimal.</param>
public sealed record NpmPackage(string Name, string Version, string Sha256)
{
    private const int Attempts = 3;

    /// <summary>The last part of the name, without the scope.</summary>
    public string ShortName => Name[(Name.IndexOf('/') + 1)..];

    /// <summary>Downloads the tarball into a folder, unless it is there already, and checks it.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="UserException">It cannot be downloaded, or is not what was pinned.</exception>
    public async Task<string> FetchAsync(HttpClient http, string folder, CancellationToken cancel = default)
    {
        var path = Path.Combine(folder, $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz");
        if (File.Exists(path) && Matches(await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false)))
        {
            return path;
        }

        var address = new Uri(NpmFetcher.Registry, $"{Name}/-/{ShortName}-{Version}.tgz");
        var bytes = await DownloadAsync(http, address, cancel).ConfigureAwait(false);
        if (!Matches(bytes))
        {
            throw new UserException(
                $"{address} is not the {Name} {Version} this program knows (its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(bytes))}): use another registry.");
        }

        AtomicFile.Write(path, bytes);
        return path;
    }

    /// <summary>Reads the files of a tarball whose path inside (without the leading <c>package/</c>) is wanted; nothing is unpacked to disk.</summary>
    public static Dictionary<string, byte[]> Read(string tarball, Predicate<string> wanted)
    {
        var files = new Dictionary<string, byte[]>();
        using var tar = new TarReader(new GZipStream(File.OpenRead(tarball), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name[(entry.Name.IndexOf('/') + 1)..];
            if (entry.DataStream is { } stream && wanted(name))
            {
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                files[name] = bytes;
            }
        }

        return files;
    }

    private bool Matches(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256;

    private static async Task<byte[]> DownloadAsync(HttpClient http, Uri address, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await http.GetByteArrayAsync(address, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                if (attempt == Attempts || e is HttpRequestException { StatusCode: { } status } && (int)status is >= 400 and < 500)
                {
                    throw new UserException($"{address} cannot be downloaded ({e.Message.TrimEnd('.')}): check the network, or name another registry in NPM_CONFIG_REGISTRY.", e);
                }

                await Task.Delay(TimeSpan.FromSeconds(attempt), cancel).ConfigureAwait(false);
            }
        }
    }
}

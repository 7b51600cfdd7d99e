using System.IO.Compression;
using Atelier.Hub;
using Atelier.Core;

namespace Atelier.Training.Data;

/// <summary>A package of the npm registry, pinned to one version and one checksum.</summary>
/// <param name="Name">With its scope, such as <c>@iconify-json/noto</c>.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Sha256">Of the tarball, lower-case hexadecimal.</param>
public sealed record NpmPackage(string Name, string Version, string Sha256)
{
    /// <summary>The last part of the name, without the scope.</summary>
    public string ShortName => Name[(Name.IndexOf('/') + 1)..];

    /// <summary>Downloads the tarball into a folder, unless it is there already, and checks it.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="UserException">It cannot be downloaded, or is not what was pinned.</exception>
    public async Task<string> FetchAsync(HttpClient http, string folder, CancellationToken cancel = default)
    {
        var file = new PinnedFile(new(NpmFetcher.Registry, $"{Name}/-/{ShortName}-{Version}.tgz"), Sha256, $"the {Name} {Version} this program knows", "name another registry in NPM_CONFIG_REGISTRY");
        return await file.FetchAsync(http, Path.Combine(folder, $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz"), cancel).ConfigureAwait(false);
    }

    /// <summary>Reads the files of a tarball whose path inside (without the leading <c>package/</c>) is wanted; nothing is unpacked to disk.</summary>
    public static Dictionary<string, byte[]> Read(string tarball, Predicate<string> wanted)
    {
        using var archive = new GZipStream(File.OpenRead(tarball), CompressionMode.Decompress);
        return TarFiles.Read(archive, path => path[(path.IndexOf('/') + 1)..] is var name && wanted(name) ? name : null);
    }
}

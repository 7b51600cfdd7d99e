using System.IO.Compression;
using Atelier.Core;

namespace Atelier.Hub.Packages;

/// <summary>A version of a package in the npm registry; its tarball is read, not installed.</summary>
/// <param name="Name">With its scope, such as <c>@iconify-json/noto</c>.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Sha256">Of the tarball, lower-case hexadecimal; null where single files of it are pinned instead.</param>
public sealed record NpmPackage(string Name, string Version, string? Sha256 = null)
{
    /// <summary>The registry: <c>NPM_CONFIG_REGISTRY</c> (in either case), or the public one.</summary>
    public static Uri Registry
    {
        get
        {
            var chosen = Environment.GetEnvironmentVariable("npm_config_registry")
                ?? Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY");
            return new((string.IsNullOrWhiteSpace(chosen) ? "https://registry.npmjs.org" : chosen).TrimEnd('/') + "/");
        }
    }

    /// <summary>The address of its tarball.</summary>
    public Uri Tarball => new(Registry, $"{Name}/-/{Name[(Name.IndexOf('/') + 1)..]}-{Version}.tgz");

    /// <summary>Its name in file names: <c>iconify-json-noto-1.2.3</c>.</summary>
    public string FileName => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}";

    /// <summary>Downloads the tarball into a folder, unless it exists, and checks it.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="http">The client; null for <see cref="Http.Client"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="DownloadException">It cannot be downloaded, or is not what was pinned.</exception>
    /// <exception cref="InvalidOperationException">It has no checksum.</exception>
    public Task<string> FetchAsync(string folder, HttpClient? http = null, CancellationToken cancel = default)
    {
        var sha256 = Sha256 ?? throw new InvalidOperationException($"{Name} has no checksum.");
        var description = $"the {Name} {Version} this program knows";
        return new PinnedFile(Tarball, sha256, description, "name another registry in NPM_CONFIG_REGISTRY")
            .FetchAsync(Path.Combine(folder, FileName + ".tgz"), http, cancel);
    }

    /// <summary>Reads selected files of a tarball in memory; paths are without the leading
    /// <c>package/</c>.</summary>
    /// <exception cref="InvalidDataException">It is no gzipped tar file.</exception>
    public static Dictionary<string, byte[]> Read(string tarball, Predicate<string> include)
    {
        using var archive = new GZipStream(File.OpenRead(tarball), CompressionMode.Decompress);
        return TarFiles.Read(archive, path => path[(path.IndexOf('/') + 1)..] is var name && include(name) ? name : null);
    }
}

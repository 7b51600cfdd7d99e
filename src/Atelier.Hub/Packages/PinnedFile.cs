using System.Security.Cryptography;
using Atelier.Core;

namespace Atelier.Hub.Packages;

/// <summary>A remote file with a pinned checksum.</summary>
/// <param name="Address">Its HTTP address.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="Description">What it should be, for messages.</param>
/// <param name="Alternative">What to try if it cannot be downloaded, for messages.</param>
public sealed record PinnedFile(Uri Address, string Sha256, string Description, string Alternative)
{
    /// <summary>Downloads it, unless it exists, and checks it. Interrupted downloads are resumed.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="http">The client; null for <see cref="Http.Client"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="DownloadException">It cannot be downloaded, or is not what was pinned.</exception>
    /// <exception cref="OutputException">It cannot be kept.</exception>
    public async Task<string> FetchAsync(string path, HttpClient? http = null, CancellationToken cancel = default)
    {
        if (File.Exists(path) && await HashAsync(path, cancel).ConfigureAwait(false) == Sha256)
        {
            return path;
        }

        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await new HttpFetcher(http).FetchAsync(Address, part, null, cancel).ConfigureAwait(false);
            if (await HashAsync(part, cancel).ConfigureAwait(false) is var hash && hash != Sha256)
            {
                File.Delete(part);
                throw new DownloadException($"{Address} is not {Description} (its SHA-256 is {hash}): {Alternative}.");
            }

            File.Move(part, path, overwrite: true);
            return path;
        }
        catch (FetchException e)
        {
            throw new DownloadException($"{Address} cannot be downloaded ({e.Message}): check the network, or {Alternative}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"{Address} cannot be kept as {path}: {e.Message.TrimEnd('.')}; ATELIER_CACHE names another place.", e);
        }
    }

    /// <summary>The SHA-256 of a file, lower-case hexadecimal.</summary>
    internal static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false));
    }
}

using System.Security.Cryptography;
using Atelier.Core;

namespace Atelier.Training.Data;

/// <summary>A file of the network, pinned to one checksum.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="Wanted">What it has to be, in words.</param>
/// <param name="Otherwise">What else may be tried where it cannot be had.</param>
internal sealed record PinnedFile(Uri Address, string Sha256, string Wanted, string Otherwise)
{
    private const int Attempts = 3;

    /// <summary>Downloads it, unless it is there already, and checks it.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="UserException">It cannot be downloaded, or is not what was pinned.</exception>
    public async Task<string> FetchAsync(HttpClient http, string path, CancellationToken cancel)
    {
        if (File.Exists(path) && Matches(await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false)))
        {
            return path;
        }

        var bytes = await DownloadAsync(http, cancel).ConfigureAwait(false);
        if (!Matches(bytes))
        {
            throw new UserException($"{Address} is not {Wanted} (its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(bytes))}): {Otherwise}.");
        }

        AtomicFile.Write(path, bytes);
        return path;
    }

    private bool Matches(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256;

    private async Task<byte[]> DownloadAsync(HttpClient http, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await http.GetByteArrayAsync(Address, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                if (attempt == Attempts || (e is HttpRequestException { StatusCode: { } status } && (int)status is >= 400 and < 500))
                {
                    throw new UserException($"{Address} cannot be downloaded ({e.Message.TrimEnd('.')}): check the network, or {Otherwise}.", e);
                }

                await Task.Delay(TimeSpan.FromSeconds(attempt), cancel).ConfigureAwait(false);
            }
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Atelier.Core;

namespace Atelier.Studio.Blobs;

/// <summary>Blobs in a bucket of S3, or of a server that speaks as S3 does: keys are <c>ab/cdef…</c>. Credentials and region come from
/// the environment, as AWS' own programs find them; <c>AWS_ENDPOINT_URL_S3</c> names another server.</summary>
public sealed class S3Blobs : IBlobStore, IDisposable
{
    private const string Endpoint = "AWS_ENDPOINT_URL_S3";
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly AmazonS3Client _client;

    /// <summary>Opens a bucket.</summary>
    /// <param name="place">Such as <c>s3://bucket</c> or <c>s3://bucket/folder</c>.</param>
    /// <exception cref="OptionException">It names no bucket, or no region is set.</exception>
    public S3Blobs(string place)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var parsed) || parsed.Scheme != "s3" || parsed.Host.Length == 0)
        {
            throw new OptionException($"'{place}' is no bucket: s3://bucket and s3://bucket/folder are.");
        }

        (_bucket, _prefix) = (parsed.Host, parsed.AbsolutePath.Trim('/') is { Length: > 0 } folder ? folder + "/" : "");
        try
        {
            var config = new AmazonS3Config();
            if (Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } server)
            {
                (config.ServiceURL, config.ForcePathStyle) = (server, true);
            }

            _client = new(config);
        }
        catch (AmazonClientException e)
        {
            throw new OptionException($"The bucket '{place}' cannot be used ({e.Message.TrimEnd('.')}): AWS_REGION is needed.");
        }
    }

    /// <summary>Makes sure that the bucket can be written to and read.</summary>
    /// <exception cref="OptionException">It cannot.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        try
        {
            var probe = RandomNumberGenerator.GetBytes(16);
            var sha256 = await PutAsync(probe, cancel);
            await using var back = await OpenAsync(sha256, cancel);
            var read = new byte[probe.Length + 1];
            if (back is null || await back.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, cancel) != probe.Length
                || !read.AsSpan(0, probe.Length).SequenceEqual(probe))
            {
                throw new OptionException($"The bucket s3://{_bucket}/{_prefix} does not give back what is put into it.");
            }

            await DeleteAsync(sha256, cancel);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw new OptionException($"The bucket s3://{_bucket}/{_prefix} cannot be used ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        if (!await HasAsync(sha256, cancel))
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            await _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _bucket, Key = KeyOf(sha256), InputStream = stream,
                    UseChunkEncoding = false, // some servers keep the frames of the chunks as content
                },
                cancel);
        }

        return sha256;
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string sha256, CancellationToken cancel = default)
    {
        if (KeyOf(sha256) is not { } key)
        {
            return null;
        }

        try
        {
            using var answer = await _client.GetObjectAsync(_bucket, key, cancel);
            var content = new MemoryStream(); // blobs are small, and readers seek
            await answer.ResponseStream.CopyToAsync(content, cancel);
            content.Position = 0;
            return content;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken cancel = default) =>
        KeyOf(sha256) is { } key ? _client.DeleteObjectAsync(_bucket, key, cancel) : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<bool> HasAsync(string sha256, CancellationToken cancel)
    {
        try
        {
            await _client.GetObjectMetadataAsync(_bucket, KeyOf(sha256)!, cancel);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private string? KeyOf(string sha256) => BlobName.FromSha256(sha256) is { } name ? _prefix + name : null;
}

namespace Atelier.Studio.Blobs;

/// <summary>Where a blob lies in a store.</summary>
internal static class BlobName
{
    /// <summary><c>ab/cdef…</c> for a SHA-256 in lower-case hexadecimal digits; null for what is no hash, so that a caller's text never
    /// becomes a path or a key.</summary>
    public static string? FromSha256(string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
        ? $"{sha256[..2]}/{sha256[2..]}"
        : null;
}

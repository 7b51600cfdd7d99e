namespace Atelier.Studio.Storage;

/// <summary>Times as the database keeps them.</summary>
internal static class Clock
{
    /// <summary>Now, in Unix milliseconds.</summary>
    public static long Now(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}

using System.Collections.Concurrent;

namespace Atelier.Studio.Access;

/// <summary>Makes guessing of keys slow: after some wrong ones, an address has to wait.</summary>
internal sealed class KeyGuessing(TimeProvider time)
{
    private const int Most = 20;          // wrong keys a minute
    private const int Remembered = 10_000; // addresses
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> _failures = new();

    /// <exception cref="StudioException">The address sent too many wrong keys.</exception>
    public void RequirePatience(string address)
    {
        if (_failures.TryGetValue(address, out var failed) && failed.Count >= Most && time.GetUtcNow() - failed.Since < s_window)
        {
            throw new StudioException(429, "too_many_keys", "Too many wrong keys came from your address: wait a minute.")
            {
                RetryAfter = 60,
            };
        }
    }

    /// <summary>Counts a wrong key.</summary>
    public void Failed(string address)
    {
        var now = time.GetUtcNow();
        if (_failures.Count > Remembered)
        {
            _failures.Clear();
        }

        _failures.AddOrUpdate(
            address, (now, 1), (_, failed) => now - failed.Since < s_window ? (failed.Since, failed.Count + 1) : (now, 1));
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Atelier.Studio.Access;

/// <summary>The key of the worker that the studio starts itself. It is never stored, and ends with the studio.</summary>
internal sealed class ChildKey
{
    /// <summary>Who has it.</summary>
    public static Caller Caller { get; } = new() { Id = "child", Name = "worker of this studio", Role = "worker" };

    /// <summary>The key.</summary>
    public string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether a key is this one; the comparison takes the same time for every key.</summary>
    public bool Is(string? key) =>
        key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Value));
}

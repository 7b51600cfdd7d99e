namespace Atelier.Studio.Access;

/// <summary>A key without its secret. Times are Unix milliseconds.</summary>
public sealed record KeyInfo
{
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string User { get; init; }

    /// <summary><c>owner</c>, <c>artist</c> or <c>worker</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Jobs of this user that may run at the same time.</summary>
    public int RunningMax { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>When it was taken away; null while it is valid.</summary>
    public long? RevokedAt { get; init; }
}

namespace Atelier.Studio.Access;

/// <summary>Who makes a request.</summary>
public sealed record Caller
{
    /// <summary>The user of a studio without keys.</summary>
    public const string LocalUser = "local";

    /// <summary>The user's id.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>owner</c>, <c>artist</c> or <c>worker</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Whether everybody's jobs are shown.</summary>
    public bool IsOwner => Role == "owner";

    /// <summary>Whether it may do the work of others.</summary>
    public bool MayWork => Role is "owner" or "worker";

    /// <summary>Whose jobs are shown: this user's, or everybody's as null.</summary>
    public string? Sees => IsOwner ? null : Id;
}

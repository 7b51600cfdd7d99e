namespace Atelier.Studio.Webhooks;

/// <summary>A message that an address is to get.</summary>
internal sealed record Delivery
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Url { get; init; }

    /// <summary>JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How often it was tried before.</summary>
    public int Attempt { get; init; }
}

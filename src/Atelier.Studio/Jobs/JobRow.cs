namespace Atelier.Studio.Jobs;

/// <summary>A job as the database has it. Times are Unix milliseconds.</summary>
public sealed record JobRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>The jobs that were ordered together share it.</summary>
    public required string BatchId { get; init; }

    /// <summary>Its place in the batch, from 0.</summary>
    public int BatchIndex { get; init; }

    /// <summary>Such as <c>imagine</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the kind needs, as JSON, complete: to run it again gives the same.</summary>
    public required string Input { get; init; }

    /// <summary>The blobs it needs, a JSON array of SHA-256.</summary>
    public required string Inputs { get; init; }

    /// <summary>The models it needs, a JSON array of names.</summary>
    public required string Models { get; init; }

    /// <summary>The face it came through.</summary>
    public required string Source { get; init; }

    public int Priority { get; init; }

    /// <summary>One of <see cref="JobState"/>.</summary>
    public required string State { get; init; }

    /// <summary>How often a worker began it.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it lost its worker since it last got further.</summary>
    public int Stalls { get; init; }

    public int StallsMax { get; init; }

    public string? WorkerId { get; init; }

    /// <summary>The fencing token: who has it may write.</summary>
    public string? LeaseToken { get; init; }

    public long? LeaseUntil { get; init; }

    /// <summary><c>keep</c>: end with what there is; <c>discard</c>; or null.</summary>
    public string? Stop { get; init; }

    /// <summary>New weights of prompts that its worker does not know yet, as JSON, or null.</summary>
    public string? Steer { get; init; }

    public int Iteration { get; init; }

    public int? Total { get; init; }

    public double? Loss { get; init; }

    /// <summary>The loss of each prompt, as JSON.</summary>
    public string? Losses { get; init; }

    /// <summary>Seconds per iteration.</summary>
    public double? Pace { get; init; }

    public string? Message { get; init; }

    public string? CheckpointSha256 { get; init; }

    public int? CheckpointIteration { get; init; }

    /// <summary>With what it was made, as JSON.</summary>
    public string? Parameters { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>One sentence.</summary>
    public string? ErrorMessage { get; init; }

    public string? RequestSha256 { get; init; }

    /// <summary>The address that is told when it has ended, or null.</summary>
    public string? Webhook { get; init; }

    public long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; init; }
}

namespace Atelier.Studio.Jobs;

/// <summary>Jobs that a user orders together.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Jobs">What is asked of each.</param>
/// <param name="Source">The face they come through: <c>api</c>, <c>openai</c> or <c>a1111</c>.</param>
public sealed record JobOrder(string User, string Kind, IReadOnlyList<JobRequest> Jobs, string Source)
{
    /// <summary>The highest priority; the lowest is its opposite.</summary>
    public const int HighestPriority = 100;

    /// <summary>Of the user's own jobs, the higher comes first.</summary>
    public int Priority { get; init; }

    /// <summary>An order with the key of an earlier one is that order; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request: a key stands for one request.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>The address that is told when a job has ended, or null.</summary>
    public string? Webhook { get; init; }
}

/// <summary>What is asked of one job.</summary>
/// <param name="Input">What its kind needs, as complete JSON.</param>
/// <param name="Blobs">SHA-256 of the blobs it needs.</param>
/// <param name="Models">Names of the models it needs.</param>
/// <param name="Total">Iterations, if they are known.</param>
public sealed record JobRequest(string Input, IReadOnlyList<string> Blobs, IReadOnlyList<string> Models, int? Total = null);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Studio.Faces.Native;

/// <summary>Jobs to do.</summary>
/// <param name="Kind">Their kind; <c>GET /api/capabilities</c> lists them with their options.</param>
/// <param name="Input">The kind's options.</param>
/// <param name="Count">How many: each with a seed of its own.</param>
/// <param name="Priority">Of your own jobs, the higher comes first: -100 to 100.</param>
/// <param name="Webhook">An address, https or http, that gets a signed message when a job has ended.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewJobs(string Kind, JsonElement? Input = null, int Count = 1, int Priority = 0, string? Webhook = null);

/// <summary>The jobs of one request.</summary>
/// <param name="Batch">What they share.</param>
/// <param name="Jobs">In the order of their seeds.</param>
public sealed record JobBatch(string Batch, IReadOnlyList<JobView> Jobs);

/// <summary>A page of jobs, the newest first.</summary>
/// <param name="Items">The jobs.</param>
/// <param name="Next">The value of <c>before</c> for the next page; null on the last.</param>
public sealed record JobPage(IReadOnlyList<JobView> Items, string? Next);

/// <summary>A job. Times are Unix milliseconds.</summary>
public sealed record JobView
{
    public required string Id { get; init; }

    public required string Batch { get; init; }

    public int Index { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>queued, running, succeeded, failed</c> or <c>canceled</c>.</summary>
    public required string State { get; init; }

    /// <summary>The face it came through: <c>api, openai, a1111</c>.</summary>
    public required string Source { get; init; }

    public required string User { get; init; }

    public int Priority { get; init; }

    public required ProgressView Progress { get; init; }

    /// <summary>Jobs that come before it, as users take turns.</summary>
    public int? Position { get; init; }

    public int Attempt { get; init; }

    public string? Worker { get; init; }

    /// <summary><c>keep</c> or <c>discard</c> once it was asked to stop.</summary>
    public string? Stop { get; init; }

    /// <summary>The iteration from which another worker would go on.</summary>
    public int? Checkpoint { get; init; }

    /// <summary>Its options, complete.</summary>
    public JsonElement Input { get; init; }

    public required IReadOnlyList<OutputView> Outputs { get; init; }

    /// <summary>With what it was made.</summary>
    public JsonElement? Parameters { get; init; }

    public ErrorView? Error { get; init; }

    public long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; init; }
}

/// <summary>How far a job is.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Total">Iterations planned.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Losses">The loss of each prompt.</param>
/// <param name="Pace">Seconds per iteration.</param>
/// <param name="SecondsLeft">An estimate.</param>
/// <param name="Message">What it does.</param>
/// <param name="Preview">The address of its newest picture.</param>
public sealed record ProgressView(
    int Iteration, int? Total, double? Loss, JsonElement? Losses, double? Pace, double? SecondsLeft, string? Message, string? Preview);

/// <summary>A file that a job made.</summary>
public sealed record OutputView(string Name, string Url, string Sha256, string Type, int? Width, int? Height);

/// <summary>A picture of a running job.</summary>
public sealed record StepView(int Iteration, string Url, double? Loss, JsonElement? Losses);

/// <summary>Why a job failed.</summary>
public sealed record ErrorView(string Code, string Message);

using System.Text.Json;

namespace Atelier.Work.Protocol;

/// <summary>A sign of life, with progress. A null iteration changes nothing but the lease.</summary>
/// <param name="Token">The lease's token.</param>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Total">Iterations planned.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Losses">The loss of each prompt.</param>
/// <param name="Pace">Seconds per iteration.</param>
/// <param name="Message">What it does.</param>
/// <param name="Steered">What the job was steered by, as <see cref="BeatResponse"/> had it, now that it is done.</param>
/// <param name="Input">The job's options with that change: whoever goes on with the job, or repeats it, does the same.</param>
public sealed record BeatRequest(
    string Token, int? Iteration = null, int? Total = null, double? Loss = null, IReadOnlyDictionary<string, double>? Losses = null,
    double? Pace = null, string? Message = null, string? Steered = null, JsonElement? Input = null);

/// <summary>The answer to a beat.</summary>
/// <param name="Stop"><c>keep</c> or <c>discard</c> if the job shall stop, else null.</param>
/// <param name="Steer">New weights of prompts by their names, as JSON, until a beat says that they hold; null for none.</param>
public sealed record BeatResponse(string? Stop, string? Steer = null);

/// <summary>The end of a job.</summary>
/// <param name="Token">The lease's token.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="Outputs">SHA-256 of each output, by its name; they were put before.</param>
/// <param name="Parameters">With what it was made.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Message">A note for people.</param>
/// <param name="Titles">The words by which outputs are found in the gallery, by their names, where they are not those of the job.</param>
public sealed record FinishRequest(
    string Token, string Outcome, IReadOnlyDictionary<string, string>? Outputs = null, JsonElement? Parameters = null,
    JobError? Error = null, string? Message = null, IReadOnlyDictionary<string, string>? Titles = null);

/// <summary>Why a job failed.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">One sentence.</param>
public sealed record JobError(string Code, string Message);

/// <summary>Gives a job back.</summary>
/// <param name="Token">The lease's token.</param>
/// <param name="Why">Why, for people.</param>
/// <param name="PauseSeconds">How long nobody gets it, 0 to 600.</param>
public sealed record ReleaseRequest(string Token, string Why, double PauseSeconds = 0);

/// <summary>A file that was put.</summary>
public sealed record StoredFile(string Sha256);

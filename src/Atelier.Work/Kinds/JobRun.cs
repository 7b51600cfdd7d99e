using System.Text.Json;
using Atelier.Art;

namespace Atelier.Work.Kinds;

/// <summary>How far a job is.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Total">Iterations planned.</param>
/// <param name="Loss">The loss, or null.</param>
/// <param name="Losses">The loss of each prompt, or null.</param>
/// <param name="Pace">Seconds per iteration, or null.</param>
/// <param name="Message">What it does, or null.</param>
public sealed record JobStep(
    int Iteration, int Total, double? Loss = null, IReadOnlyDictionary<string, double>? Losses = null, double? Pace = null,
    string? Message = null);

/// <summary>Where a job runs, and whom it tells how far it is.</summary>
public abstract class JobRun
{
    /// <summary>The most steps of a job whose pictures a studio keeps.</summary>
    public const int MostPreviews = 120;

    /// <summary>The largest state or file of a job that a studio takes, in bytes.</summary>
    public const long LargestFile = 60 << 20;

    /// <summary>A folder of the job's own, deleted afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>The device to compute on.</summary>
    public required Device Device { get; init; }

    /// <summary>The networks that stay loaded between the jobs of a worker.</summary>
    public required NetworkCache Cache { get; init; }

    /// <summary>The state to go on from; null to begin.</summary>
    public byte[]? Checkpoint { get; init; }

    /// <summary>Cancelled when the job shall stop.</summary>
    public abstract CancellationToken Stopping { get; }

    /// <summary>Whether a job that was stopped ends with what it has.</summary>
    public abstract bool KeepsResult { get; }

    /// <summary>The path of an uploaded picture.</summary>
    /// <param name="id">Its name, <c>sha256:…</c>.</param>
    public string PathOf(string id) => Path.Combine(Folder, "inputs", PictureId.Sha256(id));

    /// <summary>Tells how far the job is.</summary>
    /// <param name="step">How far.</param>
    /// <param name="preview">A picture of it, as WebP, or null.</param>
    public abstract void Report(JobStep step, byte[]? preview = null);

    /// <summary>Hands in a file before the job has ended, so that it can be looked at. The result has it too.</summary>
    public abstract void HandIn(JobOutput output);

    /// <summary>New weights of prompts, by their words or the ids of their pictures, that somebody asks for; null for none. Each request is
    /// given once.</summary>
    public virtual IReadOnlyDictionary<string, double>? TakeSteering() => null;

    /// <summary>Tells that the last request of <see cref="TakeSteering"/> is fulfilled.</summary>
    /// <param name="input">The job's options with it.</param>
    public virtual void Steered(JsonElement input)
    {
    }

    /// <summary>Keeps a state from which any worker can go on.</summary>
    public abstract void Save(int iteration, byte[] state);
}

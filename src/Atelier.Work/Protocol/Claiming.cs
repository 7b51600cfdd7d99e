using System.Text.Json;

namespace Atelier.Work.Protocol;

/// <summary>What a worker says of itself.</summary>
/// <param name="Id">Its identifier: one process at a time uses it, and does one job at a time.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Kinds">The kinds of jobs it does.</param>
/// <param name="Device">The device it computes on: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Models">The models it has.</param>
/// <param name="MemoryBytes">The memory of its machine that it may use; null where it does not say.</param>
public sealed record WorkerInfo(
    string Id, string Name, string Version, IReadOnlyList<string> Kinds, string Device, IReadOnlyList<string> Models,
    long? MemoryBytes = null);

/// <summary>Asks for a job.</summary>
/// <param name="Worker">Who asks.</param>
/// <param name="WaitSeconds">How long the studio may wait for one, 0 to 25.</param>
public sealed record ClaimRequest(WorkerInfo Worker, double WaitSeconds = 0);

/// <summary>A job with its lease.</summary>
/// <param name="Id">The job.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Input">Its complete options.</param>
/// <param name="Attempt">How often it was begun, this time included.</param>
/// <param name="Token">The lease's fencing token: every further request names it.</param>
/// <param name="LeaseSeconds">How long the lease holds without a beat.</param>
/// <param name="Stop"><c>keep</c> or <c>discard</c> if the job shall stop at once.</param>
/// <param name="Checkpoint">The state to go on from, or null.</param>
/// <param name="Inputs">SHA-256 of the files it needs; each is fetched from <c>/api/blobs/{sha256}</c>.</param>
public sealed record ClaimedJob(
    string Id, string Kind, JsonElement Input, int Attempt, string Token, double LeaseSeconds, string? Stop, ClaimedCheckpoint? Checkpoint,
    IReadOnlyList<string> Inputs);

/// <summary>A state to go on from.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Sha256">The file.</param>
public sealed record ClaimedCheckpoint(int Iteration, string Sha256);

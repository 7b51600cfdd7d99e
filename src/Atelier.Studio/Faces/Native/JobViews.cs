using System.Text.Json;
using Atelier.Studio.Jobs;

namespace Atelier.Studio.Faces.Native;

/// <summary>Shows jobs as the native face does.</summary>
internal sealed class JobViews(JobReader reader, QueuePlaces places)
{
    /// <summary>The address of a blob.</summary>
    public static string Url(string sha256) => $"/api/blobs/{sha256}";

    /// <summary>A job with its outputs, its newest picture and its place in the queue.</summary>
    public async Task<JobView> ShowAsync(JobRow job, CancellationToken cancel = default) => (await ShowAsync([job], cancel))[0];

    /// <summary>Several jobs.</summary>
    public async Task<IReadOnlyList<JobView>> ShowAsync(IReadOnlyList<JobRow> jobs, CancellationToken cancel = default)
    {
        var waiting = await places.OfAsync(jobs, cancel);
        var outputs = await reader.OutputsAsync([.. jobs.Where(job => job.State == JobState.Succeeded).Select(job => job.Id)], cancel);
        var steps = await reader.LastStepsAsync([.. jobs.Where(job => job.Attempt > 0).Select(job => job.Id)], cancel);
        return
        [
            .. jobs.Select(job => Show(
                job, waiting.TryGetValue(job.Id, out var place) ? place : null, outputs[job.Id], steps[job.Id].FirstOrDefault())),
        ];
    }

    /// <summary>JSON that the database keeps as text.</summary>
    public static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);

    private static JobView Show(JobRow job, int? place, IEnumerable<JobPicture> outputs, JobPicture? last) => new()
    {
        Id = job.Id,
        Batch = job.BatchId,
        Index = job.BatchIndex,
        Kind = job.Kind,
        State = job.State,
        Source = job.Source,
        User = job.UserId,
        Priority = job.Priority,
        Progress = new(
            job.Iteration, job.Total, job.Loss, Json(job.Losses), job.Pace, SecondsLeft(job), job.Message,
            last is null ? null : Url(last.Sha256)),
        Position = place,
        Attempt = job.Attempt,
        Worker = job.WorkerId,
        Stop = job.Stop,
        Checkpoint = job.CheckpointIteration,
        Input = Json(job.Input)!.Value,
        Outputs = [.. outputs.Select(Show)],
        Parameters = Json(job.Parameters),
        Error = job.ErrorMessage is null ? null : new(job.ErrorCode!, job.ErrorMessage),
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        Version = job.Version,
    };

    private static OutputView Show(JobPicture output) =>
        new(output.Name!, Url(output.Sha256), output.Sha256, output.Type, output.Width, output.Height);

    private static double? SecondsLeft(JobRow job) =>
        job is { State: JobState.Running, Pace: { } pace, Total: { } total } ? pace * (total - job.Iteration) : null;
}

using System.Globalization;
using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Events;
using Atelier.Studio.Jobs;
using Atelier.Work.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>What workers ask for. Every request about a job names its lease's token; 409 says that the job is somebody else's by now.
/// </summary>
internal static class WorkFace
{
    private const double LongestWait = 25; // seconds
    private const double LongestPause = 600;
    private static readonly RequestSizeLimitAttribute s_large = new(BlobLibrary.MaxBytes);

    public static void Map(RouteGroupBuilder api)
    {
        var work = api.MapGroup("/work").WithTags("work").AddEndpointFilter(async (call, next) =>
        {
            call.HttpContext.RequireWorker();
            return await next(call);
        });
        work.MapPost("/claim", ClaimAsync).WithSummary("Take the next job; 204 if there is none.");
        work.MapPost("/{id}/beat", BeatAsync).WithSummary("Renew the lease, and say how far the job is.");
        work.MapPut("/{id}/steps/{iteration:int}", StepAsync).WithMetadata(s_large).WithSummary("A picture on the way.");
        work.MapPut("/{id}/checkpoint", CheckpointAsync).WithMetadata(s_large).WithSummary("A state from which any worker can go on.");
        work.MapPut("/{id}/outputs/{name}", OutputAsync).WithMetadata(s_large)
            .WithSummary("A file that it made; 'finish' names those of its result.");
        work.MapPost("/{id}/finish", FinishAsync).WithSummary("End the job.");
        work.MapPost("/{id}/release", ReleaseAsync).WithSummary("Give the job back.");
    }

    private static async Task<Results<Ok<ClaimedJob>, NoContent>> ClaimAsync(
        ClaimRequest body, LeaseTerms lease, JobQueue queue, EventHub hub, Ending ending, CancellationToken cancel)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(Math.Clamp(body.WaitSeconds, 0, LongestWait));
        using var stopping = ending.Of(cancel);
        var waiting = stopping.Token;
        for (var isFirst = true; ; isFirst = false)
        {
            var changed = hub.Changed;
            if ((isFirst || await queue.AnyAsync(cancel)) && await queue.ClaimAsync(body.Worker, cancel) is { } job)
            {
                return TypedResults.Ok(Show(job, lease));
            }

            if (DateTime.UtcNow >= end || waiting.IsCancellationRequested)
            {
                return TypedResults.NoContent();
            }

            try
            {
                await EventHub.WaitAsync(changed, waiting);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return TypedResults.NoContent(); // the studio stops
            }
        }
    }

    private static ClaimedJob Show(JobRow job, LeaseTerms lease) => new(
        job.Id, job.Kind, JsonSerializer.Deserialize<JsonElement>(job.Input), job.Attempt, job.LeaseToken!, lease.Length.TotalSeconds,
        job.Stop,
        job.CheckpointSha256 is { } sha256 ? new(job.CheckpointIteration!.Value, sha256) : null,
        JsonSerializer.Deserialize<string[]>(job.Inputs)!);

    private static async Task<BeatResponse> BeatAsync(
        string id, BeatRequest body, LeasedJob leased, EventHub hub, CancellationToken cancel)
    {
        var progress = body.Iteration is not { } iteration ? null : new JobProgress(
            iteration, body.Total, body.Loss, body.Losses is null ? null : JsonSerializer.Serialize(body.Losses), body.Pace, body.Message);
        if (body is { Steered: { } request, Input: { } input })
        {
            await leased.SteeredAsync(id, body.Token, request, input.GetRawText(), cancel);
        }

        var job = await leased.BeatAsync(id, body.Token, progress, cancel);
        if (progress is not null)
        {
            hub.Progress(job);
        }

        return new(job.Stop, job.Steer);
    }

    private static async Task<StoredFile> StepAsync(
        string id, int iteration, HttpContext context, LeasedJob leased, BlobLibrary blobs, EventHub hub, CancellationToken cancel)
    {
        var blob = await KeepAsync(context, id, leased, blobs, cancel);
        hub.Progress(await leased.StepAsync(id, Token(context), iteration, blob.Sha256, cancel)); // there is a picture to fetch
        return new(blob.Sha256);
    }

    private static async Task<StoredFile> CheckpointAsync(
        string id, int iteration, HttpContext context, LeasedJob leased, BlobLibrary blobs, CancellationToken cancel)
    {
        var blob = await KeepAsync(context, id, leased, blobs, cancel);
        await leased.CheckpointAsync(id, Token(context), iteration, blob.Sha256, cancel);
        return new(blob.Sha256);
    }

    private static async Task<StoredFile> OutputAsync(
        string id, string name, HttpContext context, LeasedJob leased, BlobLibrary blobs, EventHub hub, CancellationToken cancel)
    {
        var blob = await KeepAsync(context, id, leased, blobs, cancel);
        hub.Progress(await leased.OutputAsync(id, Token(context), name, blob.Sha256, cancel)); // there is a file to fetch
        return new(blob.Sha256);
    }

    private static async Task<NoContent> FinishAsync(string id, FinishRequest body, LeasedJob leased, CancellationToken cancel)
    {
        if (!JobState.IsFinal(body.Outcome))
        {
            throw new StudioException(400, "invalid", $"outcome '{body.Outcome}' is none of succeeded, failed, canceled.");
        }

        await leased.FinishAsync(
            id, body.Token,
            new(
                body.Outcome, body.Outputs ?? new Dictionary<string, string>(), body.Parameters?.GetRawText(), body.Error?.Code,
                body.Error?.Message, body.Message, body.Titles),
            cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReleaseAsync(string id, ReleaseRequest body, LeasedJob leased, CancellationToken cancel)
    {
        await leased.ReleaseAsync(id, body.Token, body.Why, TimeSpan.FromSeconds(Math.Clamp(body.PauseSeconds, 0, LongestPause)), cancel);
        return TypedResults.NoContent();
    }

    // a worker without a lease fills no disk
    private static async Task<BlobRow> KeepAsync(
        HttpContext context, string id, LeasedJob leased, BlobLibrary blobs, CancellationToken cancel)
    {
        await leased.RequireAsync(id, Token(context), cancel);
        return await blobs.PutAsync(
            await Uploads.ReadAsync(context.Request.Body, cancel), context.Request.ContentType ?? "application/octet-stream",
            Number(context, LeaseHeaders.Width), Number(context, LeaseHeaders.Height), cancel: cancel);
    }

    private static string Token(HttpContext context) => context.Request.Headers[LeaseHeaders.Token].ToString();

    private static int? Number(HttpContext context, string header) =>
        int.TryParse(context.Request.Headers[header], CultureInfo.InvariantCulture, out var number) ? number : null;
}

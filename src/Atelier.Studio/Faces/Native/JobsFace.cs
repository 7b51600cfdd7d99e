using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Events;
using Atelier.Studio.Gallery;
using Atelier.Studio.Jobs;
using Atelier.Studio.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>Ordering jobs, and following them.</summary>
internal static class JobsFace
{
    private const int MostAtOnce = 100;
    private const int LongestWait = 300; // seconds
    private static readonly Dictionary<string, double> s_noWeights = [];
    private static readonly JsonElement s_none = JsonSerializer.SerializeToElement(new { });

    public static void Map(RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapPost("", CreateAsync)
            .WithSummary("Order jobs: 202 once they are on the disk; with Prefer: wait=30, 200 if they end by then.");
        jobs.MapGet("", ListAsync).WithSummary("Jobs, the newest first.");
        jobs.MapGet("/{id}", GetAsync).WithSummary("A job.");
        jobs.MapMethods("/{id}", ["PATCH"], SteerAsync).WithSummary("Give prompts of a running imagine other weights.");
        jobs.MapPost("/{id}/stop", StopAsync).WithSummary("Stop a job; keep: with what there is as its result.");
        jobs.MapPost("/{id}/first", FirstAsync).WithSummary("Put a job that waits before all others of yours.");
        jobs.MapPost("/{id}/retry", RetryAsync).WithSummary("Try a failed or canceled job again, from its checkpoint.");
        jobs.MapGet("/{id}/steps", StepsAsync).WithSummary("The pictures on its way.");
        jobs.MapGet("/{id}/steps/{iteration:int}", StepAsync).WithSummary("One of them.");
        jobs.MapPost("/{id}/steps/{iteration:int}/take", TakeAsync).WithSummary("Put one of them into the gallery.");
        api.MapGet("/events", Events).WithTags("jobs").WithSummary("What happens, as server-sent events; Last-Event-ID goes on after one.");
    }

    private static async Task<Results<Accepted<JobBatch>, Ok<JobBatch>>> CreateAsync(
        HttpContext context, NewJobs body, JobOrders orders, JobViews views, JobWatch watch, CancellationToken cancel)
    {
        context.RequireArtist();
        if (body.Count is < 1 or > MostAtOnce || Math.Abs(body.Priority) > JobOrder.HighestPriority)
        {
            const int Most = JobOrder.HighestPriority;
            throw new StudioException(400, "invalid", $"count is 1 to {MostAtOnce}, and priority -{Most} to {Most}.") { Field = "count" };
        }

        var key = context.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given ? given : null;
        if (key?.Length > 255)
        {
            throw new StudioException(400, "invalid", "An Idempotency-Key has at most 255 characters.") { Field = "Idempotency-Key" };
        }

        if (body.Webhook is { } webhook && !WebhookUrl.IsValid(webhook))
        {
            throw new StudioException(400, "invalid", "webhook is no address such as https://example.org/hook.") { Field = "webhook" };
        }

        var rows = await orders.PlaceAsync(
            context.Caller(), body.Kind, Enumerable.Repeat(body.Input ?? s_none, body.Count), "api", cancel, body.Priority, key,
            Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body))), body.Webhook);
        if (WaitOf(context.Request) is { } wait)
        {
            var end = DateTime.UtcNow + wait;
            rows = [.. await Task.WhenAll(rows.Select(row => watch.WaitAsync(row.Id, end - DateTime.UtcNow, cancel)))];
        }

        var batch = new JobBatch(rows[0].BatchId, await views.ShowAsync(rows, cancel));
        return rows.All(row => JobState.IsFinal(row.State)) ? TypedResults.Ok(batch)
            : TypedResults.Accepted($"/api/jobs/{rows[0].Id}", batch);
    }

    private static async Task<JobPage> ListAsync(
        HttpContext context, JobReader reader, JobViews views, CancellationToken cancel,
        string? state = null, string? kind = null, string? batch = null, string? before = null, int limit = 50)
    {
        if (limit is < 1 or > 500)
        {
            throw new StudioException(400, "invalid", "limit is 1 to 500.") { Field = "limit" };
        }

        var rows = await reader.ListAsync(
            new() { User = context.Caller().Sees, State = state, Kind = kind, Batch = batch, Before = before, Limit = limit }, cancel);
        return new(await views.ShowAsync(rows, cancel), rows.Count == limit ? rows[^1].Id : null);
    }

    private static async Task<JobView> GetAsync(
        string id, HttpContext context, JobReader reader, JobViews views, CancellationToken cancel) =>
        await views.ShowAsync(await reader.GetAsync(id, context.Caller().Sees, cancel), cancel);

    private static async Task<JobView> StopAsync(
        string id, HttpContext context, JobReader reader, JobControl control, JobViews views, StopRequest? body, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return await views.ShowAsync(await control.StopAsync(job, body?.Keep ?? true), cancel);
    }

    private static async Task<JobView> SteerAsync(
        string id, HttpContext context, SteerRequest body, JobReader reader, JobControl control, JobViews views, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return await views.ShowAsync(await control.SteerAsync(job, body.Weights ?? s_noWeights), cancel);
    }

    private static async Task<JobView> FirstAsync(
        string id, HttpContext context, JobReader reader, JobControl control, JobViews views, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return await views.ShowAsync(await control.MoveFirstAsync(job), cancel);
    }

    private static async Task<JobView> RetryAsync(
        string id, HttpContext context, JobReader reader, JobControl control, JobViews views, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return await views.ShowAsync(await control.RetryAsync(job), cancel);
    }

    private static async Task<IReadOnlyList<StepView>> StepsAsync(
        string id, HttpContext context, JobReader reader, CancellationToken cancel, int after = -1)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return
        [
            .. (await reader.StepsAsync(job.Id, after, cancel))
                .Select(step => new StepView(step.Iteration, JobViews.Url(step.Sha256), step.Loss, JobViews.Json(step.Losses))),
        ];
    }

    private static async Task<FileStreamHttpResult> StepAsync(
        string id, int iteration, HttpContext context, JobReader reader, BlobLibrary blobs, CancellationToken cancel)
    {
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        var step = await reader.StepAsync(job.Id, iteration, cancel);
        return await FilesFace.FileAsync(context, blobs, step.Sha256, cancel);
    }

    private static async Task<PictureView> TakeAsync(
        string id, int iteration, HttpContext context, JobReader reader, PictureShelf shelf, CancellationToken cancel)
    {
        context.RequireArtist();
        var job = await reader.GetAsync(id, context.Caller().Sees, cancel);
        return PictureView.FromRow(await shelf.TakeAsync(job, await reader.StepAsync(job.Id, iteration, cancel), cancel));
    }

    private static ServerSentEventsResult<string> Events(HttpContext context, EventFeed feed, Ending ending)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        var end = ending.Of(context.RequestAborted);
        context.Response.RegisterForDispose(end);
        return TypedResults.ServerSentEvents(feed.ReadAsync(
            context.Caller().Sees, long.TryParse(last, CultureInfo.InvariantCulture, out var seq) ? seq : null, end.Token));
    }

    // Prefer: wait=30 (RFC 7240)
    private static TimeSpan? WaitOf(HttpRequest request)
    {
        var wait = request.Headers["Prefer"].SelectMany(value => value?.Split(',') ?? []).Select(part => part.Trim())
            .FirstOrDefault(part => part.StartsWith("wait=", StringComparison.Ordinal));
        return wait is not null && int.TryParse(wait.AsSpan(5), CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWait)) : null;
    }

    /// <summary>What shall be otherwise.</summary>
    /// <param name="Weights">New weights, by the words of a prompt or the id of its picture.</param>
    internal sealed record SteerRequest(IReadOnlyDictionary<string, double>? Weights = null);

    /// <summary>How to stop.</summary>
    /// <param name="Keep">Whether what there is becomes the result.</param>
    internal sealed record StopRequest(bool Keep = true);
}

using System.Globalization;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.A1111;

/// <summary>Progress and interruption: of the caller's own jobs, where AUTOMATIC1111 has one for all.</summary>
internal static class A1111Progress
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/progress", ProgressAsync).WithSummary("How far the caller's job is.");
        api.MapPost("/interrupt", InterruptAsync).WithSummary("Stop the caller's job, and keep what it has.");
        api.MapPost("/skip", SkipAsync).WithSummary("The same.");
    }

    private static async Task<object> ProgressAsync(
        HttpContext context, JobReader reader, BlobLibrary blobs, CancellationToken cancel, bool skip_current_image = false)
    {
        var running = await OwnAsync(context, reader, JobState.Running, cancel);
        var queued = await OwnAsync(context, reader, JobState.Queued, cancel);
        var job = running.Count > 0 ? running[^1] : null;
        var share = job is { Total: { } total and > 0 } ? Math.Clamp((double)job.Iteration / total, 0, 1) : 0;
        var step = job is null || skip_current_image ? null : await reader.LastStepAsync(job.Id, cancel);
        return new
        {
            progress = share,
            eta_relative = job is { Pace: { } pace, Total: { } all } ? pace * (all - job.Iteration) : 0,
            state = new
            {
                skipped = false,
                interrupted = job?.Stop is not null,
                stopping_generation = job?.Stop is not null,
                job = job?.Id ?? "",
                job_count = running.Count + queued.Count,
                job_timestamp = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
                job_no = 0,
                sampling_step = job?.Iteration ?? 0,
                sampling_steps = job?.Total ?? 0,
            },
            current_image = step is null ? null
                : Convert.ToBase64String(Picture.Decode(await blobs.ReadAsync(step.Sha256, cancel)).Encode(".png")),
            textinfo = (string?)null,
        };
    }

    private static async Task<object> InterruptAsync(HttpContext context, JobReader reader, JobControl control, CancellationToken cancel)
    {
        foreach (var job in await OwnAsync(context, reader, JobState.Running, cancel))
        {
            await control.StopAsync(job, keep: true);
        }

        return new { };
    }

    private static async Task<ContentHttpResult> SkipAsync(
        HttpContext context, JobReader reader, JobControl control, CancellationToken cancel)
    {
        await InterruptAsync(context, reader, control, cancel);
        return TypedResults.Text("null", "application/json");
    }

    private static async Task<IReadOnlyList<JobRow>> OwnAsync(
        HttpContext context, JobReader reader, string state, CancellationToken cancel) =>
        [
            .. (await reader.ListAsync(new() { User = context.Caller().Id, State = state, Limit = 500 }, cancel))
                .Where(job => job.Source == "a1111"),
        ];
}

using Atelier.Studio.Access;
using Atelier.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>The queue from its head.</summary>
internal static class QueueFace
{
    private const int MostAtOnce = 200;

    public static void Map(RouteGroupBuilder api)
    {
        var queue = api.MapGroup("/queue").WithTags("jobs");
        queue.MapGet("", GetAsync).WithSummary("What runs, and what waits in the order in which it will start.");
        queue.MapDelete("", ClearAsync).WithSummary("Cancel all jobs of yours that wait.");
    }

    private static async Task<QueueView> GetAsync(
        HttpContext context, QueueReader reader, JobViews views, CancellationToken cancel, int limit = 50)
    {
        if (limit is < 1 or > MostAtOnce)
        {
            throw new StudioException(400, "invalid", $"limit is 1 to {MostAtOnce}.") { Field = "limit" };
        }

        var rows = await reader.ReadAsync(context.Caller().Sees, limit, cancel);
        return new(rows.Running, rows.Waiting, await views.ShowAsync(rows.Jobs, cancel));
    }

    private static async Task<ClearedView> ClearAsync(HttpContext context, JobControl control, CancellationToken cancel)
    {
        context.RequireArtist();
        return new(await control.ClearAsync(context.Caller().Id, cancel));
    }

    /// <summary>The queue.</summary>
    /// <param name="Running">How many jobs run.</param>
    /// <param name="Waiting">How many wait.</param>
    /// <param name="Items">Those that run, then those that wait, from the next one on.</param>
    internal sealed record QueueView(long Running, long Waiting, IReadOnlyList<JobView> Items);

    /// <summary>How many jobs were canceled.</summary>
    internal sealed record ClearedView(int Canceled);
}

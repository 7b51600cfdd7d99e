using Atelier.Studio.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Server;

/// <summary>Answers for whoever watches over the studio. A missing worker is no fault of it: jobs wait.</summary>
internal static class Health
{
    private const long LeastFree = 1_000_000_000; // bytes

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => "alive").WithTags("about").WithSummary("Whether the process answers.");
        app.MapGet("/readyz", ReadyAsync).WithTags("about")
            .WithSummary("Whether jobs can be accepted: the database writes, the disk has room.");
    }

    private static async Task<ContentHttpResult> ReadyAsync(
        Database database, StudioOptions options, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            // a value of its own each time: SQLite writes nothing where nothing changes
            await database.WriteAsync(session => session.RunAsync("update probe set at = @now", new { now = time.Now() }), cancel);
        }
        catch (Exception e) when (Database.IsAway(e))
        {
            throw new StudioException(503, "database", "The database does not take writes.");
        }

        var free = new DriveInfo(options.Folder).AvailableFreeSpace;
        return free > LeastFree ? TypedResults.Text("ready")
            : throw new StudioException(503, "disk", $"The disk has {free / 1_000_000} MB left; 1000 are needed.");
    }
}

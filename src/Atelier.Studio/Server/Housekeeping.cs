using Amazon.Runtime;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Atelier.Studio.Server;

/// <summary>What has to be done now and then: leases that ran out, events that are old, files of deleted pictures.</summary>
internal sealed partial class Housekeeping(
    JobQueue queue, Database database, LooseBlobs loose, TimeProvider time, ILogger<Housekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7); // events
    private static readonly TimeSpan s_between = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_untilFreed = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_round);
        var (last, next, free) = (time.GetUtcNow(), time.GetUtcNow(), time.GetUtcNow());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (time.GetUtcNow() - last > s_late)
                {
                    await queue.ProlongAsync(); // the database was away, or the machine slept: nobody could renew a lease
                }

                await queue.ExpireAsync(stoppingToken);
                last = time.GetUtcNow();
                if (last >= next)
                {
                    var old = (last - s_kept).ToUnixTimeMilliseconds();
                    await database.WriteAsync(
                        session => session.RunAsync("delete from events where at < @old", new { old }), stoppingToken);
                    next = last + s_between;
                }

                if (last >= free)
                {
                    free = last + s_untilFreed;
                    await loose.FreeAsync(stoppingToken);
                    last = time.GetUtcNow(); // that took its time, and nothing was away
                }
            }
            catch (Exception e) when (Database.IsAway(e)
                || e is AmazonServiceException or AmazonClientException or HttpRequestException or UnauthorizedAccessException)
            {
                LogFailure(e); // what is away comes back
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "the database or the store of files did not answer")]
    private partial void LogFailure(Exception error);
}

using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Atelier.Studio.Server;

/// <summary>What has to be done now and then: leases that ran out, events that are old.</summary>
internal sealed partial class Housekeeping(JobQueue queue, Database database, TimeProvider time, ILogger<Housekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7); // events

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_round);
        for (var round = 0; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            try
            {
                await queue.ExpireAsync(stoppingToken);
                if (round % 3600 == 0)
                {
                    await database.WriteAsync(
                        session => session.RunAsync(
                            "delete from events where at < @old", new { old = time.Now() - (long)s_kept.TotalMilliseconds }),
                        stoppingToken);
                }
            }
            catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or IOException)
            {
                LogFailure(e); // a database that is away comes back
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "the database did not answer")]
    private partial void LogFailure(Exception error);
}

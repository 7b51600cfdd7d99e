using Atelier.Studio.Server;
using Atelier.Studio.Storage;
using Atelier.Studio.Webhooks;

namespace Atelier.Studio.Jobs;

/// <summary>The ways a job leaves its worker.</summary>
internal static class JobEnding
{
    /// <summary>Ends a job for good.</summary>
    public static async Task EndAsync(Session session, JobRow job, string state, string? code, string? message, long now)
    {
        await session.RunAsync(
            """
            update jobs set state = @state, error_code = @code, error_message = @message, lease_token = null, lease_until = null,
              finished_at = @now, version = version + 1 where id = @Id
            """,
            new { state, code, message, now, job.Id });
        var error = message is null ? null : new { code, message };
        await session.TellAsync(job.UserId, job.Id, "job.finished", new { job.Id, state, error }, now);
        await Outbox.TellAsync(session, job, state, error, now);
        session.AfterCommit.Add(() => Telemetry.Ended(job, state, now));
    }

    /// <summary>Puts a job back into the queue, at its old place.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="job">The job.</param>
    /// <param name="stalls">How often it lost its worker since it last got further.</param>
    /// <param name="why">Why, for people.</param>
    /// <param name="notBefore">The earliest time at which it is given out again.</param>
    /// <param name="now">The time.</param>
    public static async Task RequeueAsync(Session session, JobRow job, int stalls, string why, long notBefore, long now)
    {
        await session.RunAsync(
            """
            update jobs set state = 'queued', stalls = @stalls, worker_id = null, lease_token = null, lease_until = null,
              not_before = @notBefore, message = @why, version = version + 1 where id = @Id
            """,
            new { stalls, notBefore, why, job.Id });
        await session.TellAsync(job.UserId, job.Id, "job.requeued", new { job.Id, job.Attempt, why }, now);
    }
}

using System.Text.Json;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Jobs;

/// <summary>What a user may do to a job after ordering it.</summary>
public sealed class JobControl(Database database, TimeProvider time)
{
    private const int Together = 100; // jobs in one transaction

    /// <summary>Stops a job. One that waits is canceled at once; one that runs is asked to stop, and its worker does so between two
    /// iterations. A job that has ended stays as it is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="keep">Whether what there is shall be kept as the result.</param>
    public Task<JobRow> StopAsync(JobRow job, bool keep) => database.WriteAsync(async session =>
    {
        var now = time.Now();
        var current = await CurrentAsync(session, job.Id);
        if (current.State == JobState.Queued)
        {
            await JobEnding.EndAsync(session, current, JobState.Canceled, null, null, now);
        }
        else if (current.State == JobState.Running)
        {
            await session.RunAsync(
                "update jobs set stop = @stop, version = version + 1 where id = @Id",
                new { stop = keep ? "keep" : "discard", current.Id });
            await session.TellAsync(current.UserId, current.Id, "job.stopping", new { current.Id, keep }, now);
        }

        return await CurrentAsync(session, job.Id);
    });

    /// <summary>Gives prompts of a running job other weights; its worker does so between two iterations.</summary>
    /// <param name="job">The job.</param>
    /// <param name="weights">The new weights, by the words of a prompt or the id of its picture.</param>
    /// <exception cref="StudioException">It does not run, has no such prompt, or a weight is out of range.</exception>
    public Task<JobRow> SteerAsync(JobRow job, IReadOnlyDictionary<string, double> weights) => database.WriteAsync(async session =>
    {
        var current = await CurrentAsync(session, job.Id);
        if (current.State != JobState.Running || current.Kind != "imagine")
        {
            throw new StudioException(
                409, "not_running", $"This job is {current.State}, of kind {current.Kind}: only a running imagine can be steered.");
        }

        PromptNames.Require(current.Input, weights);
        var request = current.Steer is null ? [] : JsonSerializer.Deserialize<Dictionary<string, double>>(current.Steer)!;
        foreach (var (name, weight) in weights)
        {
            request[name] = weight;
        }

        await session.RunAsync(
            "update jobs set steer = @steer, version = version + 1 where id = @Id",
            new { steer = JsonSerializer.Serialize(request), current.Id });
        return await CurrentAsync(session, job.Id);
    });

    /// <summary>Puts a job that failed or was canceled into the queue again; it goes on from its checkpoint.</summary>
    /// <exception cref="StudioException">It is not in such a state.</exception>
    public Task<JobRow> RetryAsync(JobRow job) => database.WriteAsync(async session =>
    {
        var now = time.Now();
        var current = await CurrentAsync(session, job.Id);
        if (current.State is not (JobState.Failed or JobState.Canceled))
        {
            throw new StudioException(
                409, "not_ended", $"A job that is {current.State} cannot be tried again: only a failed or canceled one can.");
        }

        await session.RunAsync(
            "update jobs set error_code = null, error_message = null, finished_at = null, stop = null where id = @Id", new { current.Id });
        await JobEnding.RequeueAsync(session, current, 0, "tried again", now, now);
        return await CurrentAsync(session, job.Id);
    });

    /// <summary>Puts a job that waits before all others of its user, as far as there are higher priorities.</summary>
    /// <exception cref="StudioException">It does not wait.</exception>
    public Task<JobRow> MoveFirstAsync(JobRow job) => database.WriteAsync(async session =>
    {
        var changed = await session.RunAsync(
            $"""
            update jobs set version = version + 1, priority = (
              select case when max(o.priority) < {JobOrder.HighestPriority} then max(o.priority) + 1 else {JobOrder.HighestPriority} end
              from jobs o where o.user_id = @UserId and o.state = 'queued')
            where id = @Id and state = 'queued'
            """,
            new { job.UserId, job.Id });
        if (changed == 0)
        {
            throw new StudioException(409, "not_waiting", "This job does not wait any more.");
        }

        await session.TellAsync(job.UserId, job.Id, "job.moved", new { job.Id }, time.Now());
        return await CurrentAsync(session, job.Id);
    });

    /// <summary>Cancels all jobs of a user that wait. Others get their turns meanwhile.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ClearAsync(string user, CancellationToken cancel = default)
    {
        for (var count = 0; ;)
        {
            var some = await database.WriteAsync(
                async session =>
                {
                    var jobs = await session.ListAsync<JobRow>(
                        $"select * from jobs where user_id = @user and state = 'queued' limit {Together}", new { user });
                    foreach (var job in jobs)
                    {
                        await JobEnding.EndAsync(session, job, JobState.Canceled, null, null, time.Now());
                    }

                    return jobs.Count;
                },
                cancel);
            count += some;
            if (some < Together)
            {
                return count;
            }
        }
    }

    private static async Task<JobRow> CurrentAsync(Session session, string id) =>
        (await session.FirstAsync<JobRow>("select * from jobs where id = @id", new { id }))!;
}

using System.Text.Json;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Jobs;

/// <summary>What a user may do to a job after ordering it.</summary>
public sealed class JobControl(Database database, TimeProvider time)
{
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

    private static async Task<JobRow> CurrentAsync(Session session, string id) =>
        (await session.FirstAsync<JobRow>("select * from jobs where id = @id", new { id }))!;
}

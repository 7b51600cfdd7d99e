using Atelier.Studio.Gallery;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Total">Iterations planned, or null.</param>
/// <param name="Loss">The loss, or null.</param>
/// <param name="Losses">The loss of each prompt, as JSON, or null.</param>
/// <param name="Pace">Seconds per iteration, or null.</param>
/// <param name="Message">What it does, or null.</param>
public sealed record JobProgress(
    int Iteration, int? Total = null, double? Loss = null, string? Losses = null, double? Pace = null, string? Message = null);

/// <summary>What a worker hands in at the end.</summary>
/// <param name="State">One of the final states of <see cref="JobState"/>.</param>
/// <param name="Outputs">SHA-256 of each output, by its name.</param>
/// <param name="Parameters">With what it was made, as JSON, or null.</param>
/// <param name="ErrorCode">A word for programs, or null.</param>
/// <param name="ErrorMessage">One sentence, or null.</param>
/// <param name="Message">A note for people, or null.</param>
/// <param name="Titles">The words by which outputs are found in the gallery, by their names, where they are not those of the job.</param>
public sealed record JobOutcome(
    string State, IReadOnlyDictionary<string, string> Outputs, string? Parameters = null, string? ErrorCode = null,
    string? ErrorMessage = null, string? Message = null, IReadOnlyDictionary<string, string>? Titles = null);

/// <summary>What a worker may do to the job that it has a lease on. Every call names the lease's token; one with a token that has ended is
/// refused, so that a worker that was thought dead cannot overwrite its successor.</summary>
public sealed class LeasedJob(Database database, TimeProvider time, LeaseTerms lease)
{
    /// <summary>Requires that a token is the lease's.</summary>
    /// <exception cref="LeaseLostException">It is not.</exception>
    public async Task RequireAsync(string id, string token, CancellationToken cancel = default) => _ = await database.ReadAsync(
        session => session.FirstAsync<string>("select id from jobs where id = @id and lease_token = @token", new { id, token }), cancel)
        ?? throw new LeaseLostException();

    /// <summary>Renews the lease, and takes progress down.</summary>
    /// <param name="id">The job.</param>
    /// <param name="token">The lease's.</param>
    /// <param name="progress">How far it is; null to change nothing.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The job, with its lease and whether it shall stop.</returns>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task<JobRow> BeatAsync(string id, string token, JobProgress? progress, CancellationToken cancel = default)
    {
        var changes = progress is null ? ""
            : ", iteration = @Iteration, total = coalesce(@Total, total), loss = @Loss, losses = @Losses, pace = @Pace, message = @Message";
        return database.NoteAsync(
            async session => await session.FirstAsync<JobRow>(
                $"""
                update jobs set lease_until = @until, version = version + 1{changes} where id = @id and lease_token = @token returning *
                """,
                new
                {
                    id, token, until = lease.Until(time.Now()), Iteration = progress?.Iteration ?? 0, progress?.Total, progress?.Loss,
                    progress?.Losses, progress?.Pace, progress?.Message,
                }) ?? throw new LeaseLostException(),
            cancel);
    }

    /// <summary>Takes down that a request was fulfilled: the job's options are now these. A newer request stays.</summary>
    /// <param name="id">The job.</param>
    /// <param name="token">The lease's.</param>
    /// <param name="request">The request, as <see cref="JobRow.Steer"/> had it.</param>
    /// <param name="input">The options, as JSON.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task<JobRow> SteeredAsync(
        string id, string token, string request, string input, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, now) =>
        {
            await session.RunAsync(
                """
                update jobs set input = @input, steer = case when steer = @request then null else steer end, version = version + 1
                where id = @id
                """,
                new { id, input, request });
            await session.TellAsync(job.UserId, job.Id, "job.steered", new { job.Id, job.Iteration }, now);
            return job;
        },
        cancel);

    /// <summary>Keeps the picture of an iteration.</summary>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task<JobRow> StepAsync(string id, string token, int iteration, string sha256, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, _) =>
        {
            await session.RunAsync(
                """
                insert into steps (job_id, iteration, sha256, loss, losses)
                select id, @iteration, @sha256, loss, losses from jobs where id = @id
                on conflict (job_id, iteration) do update set sha256 = excluded.sha256
                """,
                new { id, iteration, sha256 });
            return job;
        },
        cancel);

    /// <summary>Keeps a file of the job; what the job ends with counts in the end.</summary>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task<JobRow> OutputAsync(string id, string token, string name, string sha256, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, _) =>
        {
            await session.RunAsync(
                """
                insert into outputs (job_id, name, sha256) values (@id, @name, @sha256)
                on conflict (job_id, name) do update set sha256 = excluded.sha256
                """,
                new { id, name, sha256 });
            return job;
        },
        cancel);

    /// <summary>Keeps the state from which another worker can go on. The job has got further, so earlier stalls are forgotten.</summary>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task<JobRow> CheckpointAsync(
        string id, string token, int iteration, string sha256, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, _) =>
        {
            await session.RunAsync(
                "update jobs set checkpoint_sha256 = @sha256, checkpoint_iteration = @iteration, stalls = 0 where id = @id",
                new { sha256, iteration, id });
            return job;
        },
        cancel);

    /// <summary>Ends the job.</summary>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task FinishAsync(string id, string token, JobOutcome outcome, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, now) =>
        {
            await session.RunAsync("delete from outputs where job_id = @id", new { id });
            foreach (var (name, sha256) in outcome.Outputs.OrderByDescending(output => output.Key, StringComparer.Ordinal))
            {
                await session.RunAsync("insert into outputs (job_id, name, sha256) values (@id, @name, @sha256)", new { id, name, sha256 });
                if (name == "picture" || name.StartsWith("picture-", StringComparison.Ordinal))
                {
                    await PictureRegister.AddAsync(session, job, name, sha256, now, outcome.Titles?.GetValueOrDefault(name));
                }
            }

            await session.RunAsync(
                "update jobs set parameters = @Parameters, message = @Message where id = @id",
                new { outcome.Parameters, outcome.Message, id });
            await JobEnding.EndAsync(session, job, outcome.State, outcome.ErrorCode, outcome.ErrorMessage, now);
            return job;
        },
        cancel);

    /// <summary>Gives the job back: a worker that is about to stop, or lacks something. It is no stall and no attempt.</summary>
    /// <param name="id">The job.</param>
    /// <param name="token">The lease's.</param>
    /// <param name="why">Why, for people.</param>
    /// <param name="pause">How long nobody gets it: so that it is not offered at once to the worker that could not do it.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="LeaseLostException">The token is not the lease's.</exception>
    public Task ReleaseAsync(
        string id, string token, string why, TimeSpan pause = default, CancellationToken cancel = default) => WriteAsync(
        id, token,
        async (session, job, now) =>
        {
            await JobEnding.RequeueAsync(session, job, job.Stalls, why, now + (long)pause.TotalMilliseconds, now);
            await session.RunAsync("update jobs set attempt = attempt - 1 where id = @id", new { id });
            return job;
        },
        cancel);

    private Task<JobRow> WriteAsync(
        string id, string token, Func<Session, JobRow, long, Task<JobRow>> work, CancellationToken cancel) => database.WriteAsync(
        async session =>
        {
            var job = await session.FirstAsync<JobRow>("select * from jobs where id = @id and lease_token = @token", new { id, token });
            return await work(session, job ?? throw new LeaseLostException(), time.Now());
        },
        cancel);
}

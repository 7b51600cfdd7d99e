using System.Text.Json;
using Atelier.Studio.Storage;
using Atelier.Work.Protocol;
using Dapper;

namespace Atelier.Studio.Jobs;

/// <summary>Gives jobs to workers, and takes them back from workers that fall silent.</summary>
public sealed class JobQueue(Database database, TimeProvider time, LeaseTerms lease)
{
    /// <summary>Gives a worker the next job that it can do: one of the user with the fewest running, then of the one whose turn is longest
    /// ago; of a user's own jobs, by priority, then by age. A worker does one job at a time, so one that asks has lost whatever it had:
    /// that goes back into the queue first.</summary>
    /// <returns>The job with its lease, or null.</returns>
    public Task<JobRow?> ClaimAsync(WorkerInfo worker, CancellationToken cancel = default) => database.WriteAsync(
        async session =>
        {
            var now = time.Now();
            await RememberAsync(session, worker, now);
            var dropped = await session.ListAsync<JobRow>("select * from jobs where state = 'running' and worker_id = @Id", worker);
            foreach (var job in dropped)
            {
                await TakeBackAsync(session, job, "its worker started anew", now);
            }

            return await NextAsync(session, worker, now);
        },
        cancel);

    /// <summary>Whether any job waits: a look that writes nothing, for workers that wait.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancel = default) => await database.ReadAsync(
        session => session.FirstAsync<int?>(
            "select 1 from jobs where state = 'queued' and not_before <= @now limit 1", new { now = time.Now() }),
        cancel) is not null;

    /// <summary>Takes back the jobs whose leases have run out.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancel = default)
    {
        var any = await database.ReadAsync(session => ExpiredAsync(session, time.Now()), cancel);
        return any.Count == 0 ? 0 : await TakeExpiredBackAsync(cancel);
    }

    /// <summary>Gives running jobs a full lease: while the studio was away, nobody could renew one.</summary>
    public Task ProlongAsync() => database.WriteAsync(session => session.RunAsync(
        "update jobs set lease_until = @until where state = 'running' and lease_until < @until", new { until = lease.Until(time.Now()) }));

    private static Task<IReadOnlyList<JobRow>> ExpiredAsync(Session session, long now) =>
        session.ListAsync<JobRow>("select * from jobs where state = 'running' and lease_until < @now", new { now });

    private Task<int> TakeExpiredBackAsync(CancellationToken cancel) => database.WriteAsync(
        async session =>
        {
            var now = time.Now();
            var expired = await ExpiredAsync(session, now);
            foreach (var job in expired)
            {
                await TakeBackAsync(session, job, "its worker fell silent", now);
            }

            return expired.Count;
        },
        cancel);

    private static Task<int> RememberAsync(Session session, WorkerInfo worker, long now) => session.RunAsync(
        """
        insert into workers (id, name, version, kinds, device, models, memory_bytes, seen_at)
        values (@Id, @Name, @Version, @kinds, @Device, @models, @MemoryBytes, @now)
        on conflict (id) do update set name = excluded.name, version = excluded.version, kinds = excluded.kinds, device = excluded.device,
          models = excluded.models, memory_bytes = excluded.memory_bytes, seen_at = excluded.seen_at
        """,
        new
        {
            worker.Id, worker.Name, worker.Version, kinds = JsonSerializer.Serialize(worker.Kinds), worker.Device,
            models = JsonSerializer.Serialize(worker.Models), worker.MemoryBytes, now,
        });

    private async Task<JobRow?> NextAsync(Session session, WorkerInfo worker, long now)
    {
        // what is asked for is a short list: it is compared with the worker here, in no dialect's JSON
        var asked = await session.ListAsync<Need>("select distinct kind, models from jobs where state = 'queued'");
        var can = asked.Where(need => worker.Kinds.Contains(need.Kind)
            && JsonSerializer.Deserialize<string[]>(need.Models)!.All(worker.Models.Contains)).ToList();
        if (can.Count == 0)
        {
            return null;
        }

        var token = Ids.New();
        var values = new DynamicParameters(new { worker.Id, token, until = lease.Until(now), now });
        foreach (var (i, need) in can.Index())
        {
            values.Add($"kind{i}", need.Kind);
            values.Add($"models{i}", need.Models);
        }

        var fits = string.Join(" or ", can.Select((_, i) => $"(j.kind = @kind{i} and j.models = @models{i})"));
        var job = await session.FirstAsync<JobRow>(
            $"""
            update jobs set state = 'running', worker_id = @Id, lease_token = @token, lease_until = @until, attempt = attempt + 1,
              started_at = coalesce(started_at, @now), version = version + 1
            where id = (
              select f.id from (
                select u.turn, u.running_max, (
                  select count(*) from jobs r where r.user_id = u.id and r.state = 'running') as running, (
                  select j.id from jobs j
                  where j.user_id = u.id and j.state = 'queued' and j.not_before <= @now and ({fits})
                  order by j.priority desc, j.created_at, j.batch_id, j.batch_index limit 1) as head
                from users u where u.disabled_at is null) w
              join jobs f on f.id = w.head
              where w.running < w.running_max
              order by w.running, w.turn, f.created_at, f.id
              limit 1)
            returning *
            """,
            values);
        if (job is not null)
        {
            await session.RunAsync("update users set turn = (select max(turn) from users) + 1 where id = @UserId", new { job.UserId });
            await session.TellAsync(job.UserId, job.Id, "job.running", new { job.Id, job.Attempt, worker = worker.Name }, now);
        }

        return job;
    }

    private static async Task TakeBackAsync(Session session, JobRow job, string why, long now)
    {
        var stalls = job.Stalls + 1;
        if (job.Stop == "discard")
        {
            await JobEnding.EndAsync(session, job, JobState.Canceled, null, null, now);
        }
        else if (stalls >= job.StallsMax)
        {
            await JobEnding.EndAsync(
                session, job, JobState.Failed, "stalled", $"It stopped {stalls} times without getting further; the last time, {why}.", now);
        }
        else
        {
            await JobEnding.RequeueAsync(session, job, stalls, why, now, now);
        }
    }

    private sealed record Need(string Kind, string Models);
}

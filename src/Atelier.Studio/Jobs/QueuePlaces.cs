using Atelier.Studio.Storage;
using Dapper;

namespace Atelier.Studio.Jobs;

/// <summary>Where jobs are in the queue. Users take turns, so what counts is how many of a user's own jobs come before, and as many of each
/// other user's.</summary>
public sealed class QueuePlaces(Database database)
{
    /// <summary>Of a user's jobs that wait, the number of each from 1 on, in SQL.</summary>
    internal const string Rank =
        "row_number() over (partition by user_id order by priority desc, created_at, batch_id, batch_index)";

    private const int Few = 4; // jobs of one page of a batch

    /// <summary>How many jobs come before each of those that wait, by their ids. Jobs that run at the same time, and those that no worker
    /// can do, are not foreseen.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OfAsync(IEnumerable<JobRow> jobs, CancellationToken cancel = default)
    {
        var waiting = jobs.Where(job => job.State == JobState.Queued).ToList();
        return waiting.Count == 0 ? new Dictionary<string, int>() : await database.ReadAsync(
            async session =>
            {
                var users = await session.ListAsync<Waiting>(
                    """
                    select u.id, case when u.id = @Only then 0
                      else (select count(*) from jobs where user_id = u.id and state = 'queued') end as jobs from users u
                    where exists (select 1 from jobs where user_id = u.id and state = 'queued') order by u.turn, (
                      select created_at from jobs where user_id = u.id and state = 'queued' order by created_at limit 1)
                    """,
                    new { Only = waiting.TrueForAll(job => job.UserId == waiting[0].UserId) ? waiting[0].UserId : "" }); // not counted
                var own = waiting.Count <= Few ? await CountEachAsync(session, waiting) : await OwnAsync(session, waiting);
                var places = own.ToDictionary(one => (one.BatchId, one.BatchIndex));
                return waiting.Where(job => places.ContainsKey((job.BatchId, job.BatchIndex))) // others have begun meanwhile
                    .ToDictionary(job => job.Id, job => Place(users, places[(job.BatchId, job.BatchIndex)]));
            },
            cancel);
    }

    // who comes earlier in the round has one turn more before this job
    private static int Place(IReadOnlyList<Waiting> users, Own own)
    {
        var (count, isEarlier) = (0L, true);
        foreach (var user in users)
        {
            isEarlier &= user.Id != own.UserId;
            count += user.Id == own.UserId ? 0 : Math.Min(user.Jobs, own.Place + (isEarlier ? 1 : 0));
        }

        return own.Place + (int)count;
    }

    // of few jobs those before each are counted, which is faster than to number all
    private static async Task<IReadOnlyList<Own>> CountEachAsync(Session session, IReadOnlyList<JobRow> jobs)
    {
        var places = new List<Own>();
        foreach (var job in jobs)
        {
            places.AddRange(await session.ListAsync<Own>(
                """
                select user_id, batch_id, batch_index, (
                  select count(*) from jobs b where b.state = 'queued' and b.user_id = j.user_id and (b.priority > j.priority
                    or (b.priority = j.priority and (b.created_at, b.batch_id, b.batch_index) < (j.created_at, j.batch_id, j.batch_index)))
                ) as place
                from jobs j where j.id = @Id and j.state = 'queued'
                """,
                new { job.Id }));
        }

        return places;
    }

    // one walk along the index of those who wait, which has all that is asked for: a job is known by its place in its batch
    private static Task<IReadOnlyList<Own>> OwnAsync(Session session, IReadOnlyList<JobRow> jobs)
    {
        var values = new DynamicParameters();
        var users = ValueList.Add(values, "user", jobs.Select(job => job.UserId));
        var batches = ValueList.Add(values, "batch", jobs.Select(job => job.BatchId));
        return session.ListAsync<Own>(
            $"""
            select user_id, batch_id, batch_index, place from (
              select user_id, batch_id, batch_index,
                {Rank} - 1 as place
              from jobs where state = 'queued' and user_id in {users}) own
            where batch_id in {batches}
            """,
            values);
    }

    private sealed record Waiting
    {
        public required string Id { get; init; }

        public long Jobs { get; init; }
    }

    private sealed record Own
    {
        public required string UserId { get; init; }

        public required string BatchId { get; init; }

        public int BatchIndex { get; init; }

        public int Place { get; init; }
    }
}

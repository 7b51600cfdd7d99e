using Atelier.Studio.Storage;
using Dapper;

namespace Atelier.Studio.Jobs;

/// <summary>Where jobs are in the queue. Users take turns, so what counts is how many of a user's own jobs come before, and as many of each
/// other user's.</summary>
public sealed class QueuePlaces(Database database)
{
    /// <summary>How many jobs come before each of those that wait, by their ids. Jobs that run at the same time, and those that no worker
    /// can do, are not foreseen.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OfAsync(IEnumerable<JobRow> jobs, CancellationToken cancel = default)
    {
        var waiting = jobs.Where(job => job.State == JobState.Queued).Select(job => job.Id).ToList();
        return waiting.Count == 0 ? new Dictionary<string, int>() : await database.ReadAsync(
            async session =>
            {
                var users = await session.ListAsync<Waiting>(
                    """
                    select u.id, (select count(*) from jobs where user_id = u.id and state = 'queued') as jobs from users u
                    where exists (select 1 from jobs where user_id = u.id and state = 'queued') order by u.turn, (
                      select created_at from jobs where user_id = u.id and state = 'queued' order by created_at limit 1)
                    """);
                return (await OwnAsync(session, waiting)).ToDictionary(own => own.Id, own => own.Place + Others(users, own));
            },
            cancel);
    }

    // who comes earlier in the round has one turn more before this job
    private static int Others(IReadOnlyList<Waiting> users, Own own)
    {
        var (count, isEarlier) = (0L, true);
        foreach (var user in users)
        {
            isEarlier &= user.Id != own.UserId;
            count += user.Id == own.UserId ? 0 : Math.Min(user.Jobs, own.Place + (isEarlier ? 1 : 0));
        }

        return (int)count;
    }

    private static Task<IReadOnlyList<Own>> OwnAsync(Session session, List<string> ids)
    {
        var values = new DynamicParameters();
        foreach (var (i, id) in ids.Index())
        {
            values.Add($"id{i}", id);
        }

        return session.ListAsync<Own>(
            $"""
            select j.id, j.user_id, (
                select count(*) from jobs o where o.user_id = j.user_id and o.state = 'queued' and o.priority > j.priority) + (
                select count(*) from jobs o where o.user_id = j.user_id and o.state = 'queued' and o.priority = j.priority
                  and (o.created_at, o.batch_id, o.batch_index) < (j.created_at, j.batch_id, j.batch_index)) as place
            from jobs j where j.state = 'queued' and j.id in ({string.Join(',', ids.Select((_, i) => $"@id{i}"))})
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
        public required string Id { get; init; }

        public required string UserId { get; init; }

        public int Place { get; init; }
    }
}

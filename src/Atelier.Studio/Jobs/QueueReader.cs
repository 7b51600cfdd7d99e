using Atelier.Studio.Storage;

namespace Atelier.Studio.Jobs;

/// <summary>What is to be done.</summary>
/// <param name="Running">How many jobs run.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Jobs">Those that run, the oldest first; then those that wait, in the order in which they will start. At most as many of
/// each as were asked for.</param>
public sealed record QueueRows(long Running, long Waiting, IReadOnlyList<JobRow> Jobs);

/// <summary>Reads the queue from its head, however long it is.</summary>
public sealed class QueueReader(Database database)
{
    /// <summary>What runs, and what comes next.</summary>
    /// <param name="user">Whose; null for everybody's.</param>
    /// <param name="limit">The most jobs of each state.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<QueueRows> ReadAsync(string? user, int limit, CancellationToken cancel = default) => database.ReadAsync(
        async session =>
        {
            var (values, own) = (new { user, limit }, user is null ? "" : "and user_id = @user");
            var running = await session.ListAsync<JobRow>(
                $"select * from jobs where state = 'running' {own} order by started_at, id limit @limit", values);
            var waiting = await session.ListAsync<JobRow>(
                $"""
                select j.* from (
                  select o.batch_id, o.batch_index, o.place, o.created_at, u.turn from (
                    select user_id, batch_id, batch_index, created_at,
                      {QueuePlaces.Rank} as place
                    from jobs where state = 'queued' {own}) o
                  join users u on u.id = o.user_id
                  order by o.place, u.turn, o.created_at limit @limit) w
                join jobs j on j.batch_id = w.batch_id and j.batch_index = w.batch_index
                order by w.place, w.turn, w.created_at
                """,
                values);
            return new QueueRows(await CountAsync(JobState.Running), await CountAsync(JobState.Queued), [.. running, .. waiting]);

            Task<long> CountAsync(string state) =>
                session.FirstAsync<long>($"select count(*) from jobs where state = '{state}' {own}", values);
        },
        cancel);
}

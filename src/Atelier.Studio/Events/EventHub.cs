using System.Collections.Concurrent;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Events;

/// <summary>Wakes whoever waits for something to happen, and passes the progress of running jobs on. Progress is not stored: who missed it
/// reads the job.</summary>
public sealed class EventHub
{
    /// <summary>How long a change that another studio made may go unnoticed.</summary>
    public static TimeSpan Poll { get; } = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Subscription, bool> _subscriptions = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens to a database.</summary>
    public EventHub(Database database) => database.Told += Wake;

    /// <summary>Ends with the next change; take it before looking, so that no change is missed.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Waits for a change, or for <see cref="Poll"/>.</summary>
    public static async Task WaitAsync(Task changed, CancellationToken cancel)
    {
        try
        {
            await changed.WaitAsync(Poll, cancel);
        }
        catch (TimeoutException)
        {
            // another studio may have changed something
        }
    }

    /// <summary>Passes the progress of a job on.</summary>
    public void Progress(JobRow job)
    {
        foreach (var subscription in _subscriptions.Keys)
        {
            subscription.Take(job);
        }
    }

    /// <summary>Listens to the progress of jobs.</summary>
    /// <param name="user">Whose jobs; null for everybody's.</param>
    internal Subscription Subscribe(string? user)
    {
        var subscription = new Subscription(user, this);
        _subscriptions[subscription] = true;
        return subscription;
    }

    private void Wake() => Interlocked.Exchange(
        ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>One listener. Of each job it keeps the newest progress only, so a slow listener costs nothing.</summary>
    internal sealed class Subscription(string? user, EventHub hub) : IDisposable
    {
        private readonly ConcurrentDictionary<string, JobRow> _newest = new();
        private readonly SemaphoreSlim _some = new(0, 1);

        /// <summary>Waits for progress.</summary>
        public Task WaitAsync(CancellationToken cancel) => _some.WaitAsync(cancel);

        /// <summary>The newest progress of each job since the last call.</summary>
        public IEnumerable<JobRow> TakeAll()
        {
            foreach (var id in _newest.Keys)
            {
                if (_newest.TryRemove(id, out var job))
                {
                    yield return job;
                }
            }
        }

        public void Take(JobRow job)
        {
            if (user is not null && job.UserId != user)
            {
                return;
            }

            _newest[job.Id] = job;
            try
            {
                _some.Release();
            }
            catch (SemaphoreFullException)
            {
                // it is awake already
            }
        }

        public void Dispose() => hub._subscriptions.TryRemove(this, out _);
    }
}

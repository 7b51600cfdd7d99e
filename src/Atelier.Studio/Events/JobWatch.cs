using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Events;

/// <summary>Waits for jobs.</summary>
public sealed class JobWatch(JobReader jobs, EventHub hub)
{
    /// <summary>Waits until a job has ended, or the time is over. A database that is away meanwhile is waited for too.</summary>
    /// <returns>The job as it is then.</returns>
    public async Task<JobRow> WaitAsync(string id, TimeSpan time, CancellationToken cancel)
    {
        var end = DateTime.UtcNow + time;
        while (true)
        {
            var changed = hub.Changed;
            try
            {
                var job = await jobs.GetAsync(id, null, cancel);
                if (JobState.IsFinal(job.State) || DateTime.UtcNow >= end)
                {
                    return job;
                }
            }
            catch (Exception e) when (Database.IsAway(e) && DateTime.UtcNow < end)
            {
                // it comes back
            }

            await EventHub.WaitAsync(changed, cancel);
        }
    }
}

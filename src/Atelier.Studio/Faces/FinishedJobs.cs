using Atelier.Studio.Blobs;
using Atelier.Studio.Events;
using Atelier.Studio.Jobs;

namespace Atelier.Studio.Faces;

/// <summary>A job with the bytes of its picture.</summary>
internal sealed record FinishedJob(JobRow Job, string Sha256, byte[] Picture);

/// <summary>Waits for the pictures of jobs, for faces whose answers hold them.</summary>
internal sealed class FinishedJobs(JobWatch watch, JobReader reader, BlobLibrary blobs)
{
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(7);

    /// <summary>The picture of each job, in their order. A job that was stopped gives what it had.</summary>
    /// <exception cref="StudioException">One failed, or was canceled.</exception>
    public async Task<IReadOnlyList<FinishedJob>> WaitAsync(IEnumerable<JobRow> jobs, CancellationToken cancel)
    {
        var finished = new List<FinishedJob>();
        foreach (var job in jobs)
        {
            finished.Add(await WaitAsync(job, cancel));
        }

        return finished;
    }

    /// <inheritdoc cref="WaitAsync(IEnumerable{JobRow}, CancellationToken)"/>
    public async Task<FinishedJob> WaitAsync(JobRow job, CancellationToken cancel)
    {
        var ended = await watch.WaitAsync(job.Id, s_forever, cancel);
        if (ended.State != JobState.Succeeded)
        {
            throw new StudioException(
                ended.State == JobState.Failed ? 500 : 409, ended.ErrorCode ?? ended.State, ended.ErrorMessage ?? "The job was canceled.");
        }

        var output = (await reader.OutputsAsync(job.Id, cancel)).FirstOrDefault(output => output.Name == "picture")
            ?? throw new StudioException(410, "deleted", "The picture of this job was deleted: order it anew.");
        return new(ended, output.Sha256, await blobs.ReadAsync(output.Sha256, cancel));
    }
}

using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Atelier.Studio.Blobs;
using Atelier.Studio.Events;
using Atelier.Studio.Jobs;
using Atelier.Studio.Server;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>Answers that show pictures as they form.</summary>
internal sealed class ImageStream(FinishedJobs finished, JobReader reader, BlobLibrary blobs, EventHub hub, ErrorAnswers errors)
{
    /// <summary>The events of a request.</summary>
    /// <param name="kind">The beginning of their names.</param>
    /// <param name="order">The request.</param>
    /// <param name="jobs">Its jobs.</param>
    /// <param name="cancel">Ends the stream; the jobs go on.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string kind, ImagesOrder order, IReadOnlyList<JobRow> jobs, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var job in jobs)
        {
            for (var index = 0; index < order.Partial && await PartAsync(job.Id, index, order.Partial, cancel) is { } part; index++)
            {
                yield return Item($"{kind}.partial_image", ImageAnswers.Partial(kind, order, part, index));
            }

            yield return await CompletedAsync(kind, order, job, cancel);
        }
    }

    private async Task<SseItem<string>> CompletedAsync(string kind, ImagesOrder order, JobRow job, CancellationToken cancel)
    {
        try
        {
            return Item($"{kind}.completed", ImageAnswers.Completed(kind, order, (await finished.WaitAsync(job, cancel)).Picture));
        }
        catch (StudioException e)
        {
            return Item("error", new OpenAiErrors().Body(errors.From(e))); // the status went out long ago
        }
    }

    // the picture at this part of the way; null if the job has ended before
    private async Task<byte[]?> PartAsync(string id, int index, int count, CancellationToken cancel)
    {
        while (true)
        {
            var changed = hub.Changed;
            var job = await reader.GetAsync(id, null, cancel);
            var step = await reader.LastStepAsync(id, cancel);
            if (step is not null && job.Total is { } total && step.Iteration * (count + 1) >= total * (index + 1))
            {
                return await blobs.ReadAsync(step.Sha256, cancel);
            }

            if (JobState.IsFinal(job.State))
            {
                return null;
            }

            await Task.WhenAny(changed, Task.Delay(100, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static SseItem<string> Item(string name, object body) => new(JsonSerializer.Serialize(body), name);
}

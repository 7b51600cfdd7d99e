using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Atelier.Art;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;
using Atelier.Torch.Process;
using Atelier.Work.Kinds;
using Atelier.Work.Protocol;

namespace Atelier.Work.Running;

/// <summary>Pulls jobs from a studio and does them, one after the other, until it is told to stop.</summary>
/// <param name="options">For whom it works, and how.</param>
public sealed class Worker(WorkerOptions options)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(10); // to give a job back when the worker stops
    private readonly IReadOnlyList<IJobKind> _kinds = JobKinds.Create();

    /// <summary>Works until it is cancelled; the job at hand is given back then, with its state.</summary>
    /// <exception cref="StudioRefusedException">The studio does not accept this worker.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var studio = new StudioConnection(options.Studio, options.Key);
        using var cache = new NetworkCache();
        options.Say($"working for {options.Studio} on {options.Device}");
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (await studio.ClaimAsync(Describe(), cancel) is { } job)
                {
                    await RunAsync(studio, job, cache, cancel);
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private WorkerInfo Describe() => new(
        options.Id, options.Name, typeof(Worker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        [.. _kinds.Select(kind => kind.Name)], options.Device.ToString(), ModelHub.Names,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private async Task RunAsync(StudioConnection studio, ClaimedJob job, NetworkCache cache, CancellationToken cancel)
    {
        options.Say($"{job.Kind} {job.Id}, attempt {job.Attempt}");
        var folder = Directory.CreateTempSubdirectory("atelier-work-").FullName;
        try
        {
            await FetchAsync(studio, job, folder, cancel);
            var checkpoint = job.Checkpoint is { } state ? await studio.GetBlobAsync(state.Sha256, cancel) : null;
            var run = new LeasedRun(studio, job, cancel)
            {
                Folder = folder, Device = options.Device, Cache = cache, Checkpoint = checkpoint,
            };
            JobEnd end;
            await using (run)
            {
                end = await Task.Factory.StartNew(
                    () => Compute(job, run), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            if (run.IsLost)
            {
                throw new LeaseEndedException();
            }

            await HandInAsync(studio, job, run, end, cancel);
        }
        catch (LeaseEndedException)
        {
            options.Say($"{job.Kind} {job.Id} is somebody else's now");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            HeapMemory.Trim(); // what stays loaded lies between what the job has freed
        }
    }

    private static async Task FetchAsync(StudioConnection studio, ClaimedJob job, string folder, CancellationToken cancel)
    {
        var inputs = Directory.CreateDirectory(Path.Combine(folder, "inputs")).FullName;
        foreach (var sha256 in job.Inputs)
        {
            await File.WriteAllBytesAsync(Path.Combine(inputs, sha256), await studio.GetBlobAsync(sha256, cancel), cancel);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "whatever a job does, the worker goes on, and the studio learns why")]
    private JobEnd Compute(ClaimedJob job, LeasedRun run)
    {
        try
        {
            Threads.UseAllCores(); // libtorch counts them per thread
            return new(_kinds.Find(job.Kind).Run(job.Input, run), null);
        }
        catch (OperationCanceledException)
        {
            return new(null, null);
        }
        catch (AtelierException e)
        {
            return new(null, new(e is NotEnoughMemoryException ? "not_enough_memory" : "cannot", e.Message));
        }
        catch (DiskFullException e)
        {
            return new(null, new("disk_full", e.Message));
        }
        catch (Exception e)
        {
            options.Say($"{job.Kind} {job.Id} failed: {e}");
            run.Cache.Clear(); // nobody knows what is the matter with them
            return new(null, new("internal", $"This went wrong inside Atelier: {e.Message.Split('\n')[0]}"));
        }
    }

    private static async Task HandInAsync(StudioConnection studio, ClaimedJob job, LeasedRun run, JobEnd end, CancellationToken cancel)
    {
        using var farewell = new CancellationTokenSource();
        await using var registration = cancel.Register(() => farewell.CancelAfter(s_farewell));
        if (end.Result is { } result)
        {
            var outputs = new Dictionary<string, string>();
            foreach (var output in result.Outputs)
            {
                outputs[output.Name] = await studio.PutOutputAsync(job.Id, job.Token, output, farewell.Token);
            }

            var titles = result.Outputs.Where(output => output.Title is not null)
                .ToDictionary(output => output.Name, output => output.Title!);
            await studio.FinishAsync(
                job.Id, new(job.Token, "succeeded", outputs, result.Parameters, Message: result.Message, Titles: titles),
                farewell.Token);
        }
        else if (end.Error is { } error)
        {
            await studio.FinishAsync(job.Id, new(job.Token, "failed", Error: error), farewell.Token);
        }
        else if (run.IsDiscarded || run.KeepsResult)
        {
            await studio.FinishAsync(job.Id, new(job.Token, "canceled"), farewell.Token);
        }
        else
        {
            await studio.ReleaseAsync(job.Id, new(job.Token, "its worker stopped"), farewell.Token);
        }
    }

    private sealed record JobEnd(JobResult? Result, JobError? Error);
}

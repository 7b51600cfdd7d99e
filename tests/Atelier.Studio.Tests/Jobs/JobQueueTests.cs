using System.Diagnostics.Metrics;
using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Storage;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Jobs;

public sealed class SqliteJobQueueTests() : JobQueueTests(null);

[Collection("postgres")]
public sealed class PostgresJobQueueTests(PostgresServer server) : JobQueueTests(server);

/// <summary>The queue's promises, the same on both databases.</summary>
public abstract class JobQueueTests(PostgresServer? server) : QueueFixture(server)
{
    [Fact]
    public async Task AJob_IsRunAndEnds()
    {
        var job = await AcceptAsync();
        Assert.Equal((JobState.Queued, 0), (job.State, (await Places.OfAsync([job]))[job.Id]));

        var claimed = await ClaimAsync("w");
        Assert.Equal((job.Id, JobState.Running, 1), (claimed!.Id, claimed.State, claimed.Attempt));
        Assert.Null(await ClaimAsync("other"));

        var beat = await Leased.BeatAsync(job.Id, claimed.LeaseToken!, new(5, 60, 0.7, """{"a fox":0.7}""", 0.1, "x"));
        Assert.Equal((5, 60, 0.7), (beat.Iteration, beat.Total, beat.Loss));
        var blob = await BlobAsync("picture");
        await Leased.FinishAsync(
            job.Id, claimed.LeaseToken!, new(JobState.Succeeded, new Dictionary<string, string> { ["picture"] = blob }, "{}"));

        var done = await Reader.GetAsync(job.Id, null);
        Assert.Equal((JobState.Succeeded, null, "{}"), (done.State, done.LeaseToken, done.Parameters));
        Assert.Equal(("picture", blob), (await Reader.OutputsAsync(job.Id)).Select(output => (output.Name!, output.Sha256)).Single());
        Assert.Equal(["job.queued", "job.running", "job.finished"], await EventsAsync());
    }

    [Fact]
    public async Task AnEndThatIsRolledBack_IsNotCounted()
    {
        var kind = $"counted {Guid.NewGuid()}"; // other tests count too
        var count = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "atelier.jobs.ended")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => count += tags.ToArray().Any(tag => kind.Equals(tag.Value)) ? value : 0);
        listener.Start();
        var job = await AcceptAsync() with { Kind = kind };

        await Assert.ThrowsAsync<TimeoutException>(() => Database.WriteAsync(async session =>
        {
            await EndAsync(session);
            throw new TimeoutException();
        }));
        Assert.Equal((0, JobState.Queued), (count, (await Reader.GetAsync(job.Id, null)).State));

        await Database.WriteAsync(EndAsync);
        Assert.Equal((1, JobState.Failed), (count, (await Reader.GetAsync(job.Id, null)).State));

        Task EndAsync(Session session) => JobEnding.EndAsync(session, job, JobState.Failed, "lost", "It is lost.", 0);
    }

    [Fact]
    public async Task TheFewestRunning_ComesFirst()
    {
        await UserAsync("a", running: 2);
        await UserAsync("b", running: 1);
        await Intake.AcceptAsync(Order("a", 3));
        Time.Pass(TimeSpan.FromSeconds(1));
        await Intake.AcceptAsync(Order("b", 1));

        var users = new List<string?>();
        for (var worker = 0; worker < 4; worker++)
        {
            users.Add((await ClaimAsync($"w{worker}"))?.UserId);
        }

        Assert.Equal(["a", "b", "a", null], users); // a may run two, and b has one only
    }

    [Fact]
    public async Task APriority_ComesBeforeAge()
    {
        await AcceptAsync();
        var urgent = (await Intake.AcceptAsync(Order() with { Priority = 5 }))[0];
        Assert.Equal(urgent.Id, (await ClaimAsync("w"))!.Id);
    }

    [Fact]
    public async Task AnIdempotencyKey_StandsForOneOrder()
    {
        var order = Order("local", 3) with { IdempotencyKey = "k", RequestSha256 = "r" };
        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Intake.AcceptAsync(order))));
        Assert.Single(orders.Select(jobs => string.Join(' ', jobs.Select(job => job.Id))).Distinct());
        Assert.Equal(3, (await Reader.ListAsync(new())).Count);

        var other = await Assert.ThrowsAsync<StudioException>(() => Intake.AcceptAsync(order with { RequestSha256 = "other" }));
        Assert.Equal(422, other.Status);
    }

    [Fact]
    public async Task AFullQueue_RefusesAll()
    {
        await UserAsync("a", running: 1, queued: 5);
        await Intake.AcceptAsync(Order("a", 3));
        var full = await Assert.ThrowsAsync<StudioException>(() => Intake.AcceptAsync(Order("a", 3)));
        Assert.Equal((429, 10), (full.Status, full.RetryAfter));
        Assert.Equal(3, (await Reader.ListAsync(new())).Count);
    }

    [Fact]
    public async Task AMissingUpload_IsRefused()
    {
        var order = Order() with { Jobs = [new("{}", [new string('0', 64)], [])] };
        Assert.Equal(422, (await Assert.ThrowsAsync<StudioException>(() => Intake.AcceptAsync(order))).Status);
        Assert.Empty(await Reader.ListAsync(new()));
    }

    [Fact]
    public async Task AStop_EndsAWaitingJob_AndAsksARunningOne()
    {
        var running = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        var waiting = await AcceptAsync();
        Assert.Equal(JobState.Canceled, (await Control.StopAsync(waiting, keep: true)).State);
        Assert.Equal((JobState.Running, "keep"), await StopAsync(running, keep: true));
        Assert.Equal("keep", (await Leased.BeatAsync(running.Id, claimed.LeaseToken!, new(1))).Stop);
        Assert.Equal((JobState.Running, "discard"), await StopAsync(running, keep: false));

        await StallAsync();
        Assert.Equal(JobState.Canceled, (await Reader.GetAsync(running.Id, null)).State); // nobody has to come back for that
        Assert.Equal((JobState.Canceled, "discard"), await StopAsync(running, keep: true));
    }

    [Fact]
    public async Task ModelsAndKinds_AreMatched()
    {
        await Intake.AcceptAsync(Order() with { Jobs = [new("{}", [], ["big", "clip"])] });
        var simple = (await Intake.AcceptAsync(Order() with { Kind = "paint" }))[0];
        Assert.Null(await Queue.ClaimAsync(Worker("a") with { Kinds = ["upscale"] }));
        Assert.Equal(simple.Id, (await ClaimAsync("b"))!.Id);
        Assert.Null(await ClaimAsync("c"));
        Assert.NotNull(await Queue.ClaimAsync(Worker("d") with { Models = ["clip", "other", "big"] }));
    }

    [Fact]
    public async Task ManyWorkersAtOnce_GetEachJobOnce()
    {
        const int Jobs = 40;
        await Intake.AcceptAsync(Order("local", Jobs));
        var claims = await Task.WhenAll(Enumerable.Range(0, Jobs + 5).Select(i => Task.Run(() => ClaimAsync($"w{i}"))));
        Assert.Equal(Jobs, claims.OfType<JobRow>().Select(job => job.Id).Distinct().Count());
        Assert.Equal(5, claims.Count(claim => claim is null));
    }

    [Fact]
    public async Task WhatWasAccepted_IsThereAfterReopening()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        await Database.DisposeAsync();
        Time.Pass(TimeSpan.FromMinutes(5));
        Database = await OpenAsync();
        Serve(Database);
        await Queue.ProlongAsync();
        Assert.Equal(0, await Queue.ExpireAsync()); // the worker could not reach a studio that was away
        Assert.Equal(claimed.LeaseToken, (await Leased.BeatAsync(job.Id, claimed.LeaseToken!, new(3))).LeaseToken);
    }

    [Fact]
    public async Task OthersJobs_AreNotThere()
    {
        await UserAsync("a", running: 1);
        var job = (await Intake.AcceptAsync(Order("a", 1)))[0];
        Assert.Equal(404, (await Assert.ThrowsAsync<StudioException>(() => Reader.GetAsync(job.Id, "local"))).Status);
        Assert.Empty(await Reader.ListAsync(new() { User = "local" }));
        Assert.Single(await Reader.ListAsync(new() { User = "a", State = JobState.Queued, Kind = "imagine", Batch = job.BatchId }));
    }
}

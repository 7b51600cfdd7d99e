using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Storage;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Jobs;

public sealed class SqliteJobQueueTests : JobQueueTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-queue-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override Task<Database> OpenAsync() => Database.OpenAsync(_folder);
}

[Collection("postgres")]
public sealed class PostgresJobQueueTests(PostgresServer server) : JobQueueTests
{
    private string? _connection;

    protected override async Task<Database> OpenAsync() => await Database.OpenAsync("", _connection ??= await server.NewDatabaseAsync());
}

/// <summary>The queue's promises, the same on both databases.</summary>
public abstract class JobQueueTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private Database _database = null!;
    private JobIntake _intake = null!;
    private JobQueue _queue = null!;
    private LeasedJob _leased = null!;
    private JobControl _control = null!;
    private JobReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await OpenAsync();
        Serve(_database);
        await new Keys(_database, _time).EnsureLocalUserAsync();
    }

    public virtual async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task AJob_IsRunAndEnds()
    {
        var job = await AcceptAsync();
        Assert.Equal((JobState.Queued, 0), (job.State, await _reader.PositionAsync(job)));

        var claimed = await ClaimAsync("w");
        Assert.Equal((job.Id, JobState.Running, 1), (claimed!.Id, claimed.State, claimed.Attempt));
        Assert.Null(await ClaimAsync("other"));

        var beat = await _leased.BeatAsync(job.Id, claimed.LeaseToken!, new(5, 60, 0.7, """{"a fox":0.7}""", 0.1, "x"));
        Assert.Equal((5, 60, 0.7), (beat.Iteration, beat.Total, beat.Loss));
        var blob = await BlobAsync("picture");
        await _leased.FinishAsync(
            job.Id, claimed.LeaseToken!, new(JobState.Succeeded, new Dictionary<string, string> { ["picture"] = blob }, "{}"));

        var done = await _reader.GetAsync(job.Id, null);
        Assert.Equal((JobState.Succeeded, null, "{}"), (done.State, done.LeaseToken, done.Parameters));
        Assert.Equal(("picture", blob), (await _reader.OutputsAsync(job.Id)).Select(output => (output.Name!, output.Sha256)).Single());
        Assert.Equal(["job.queued", "job.running", "job.finished"], await EventsAsync());
    }

    [Fact]
    public async Task TheFewestRunning_ComesFirst()
    {
        await UserAsync("a", running: 2);
        await UserAsync("b", running: 1);
        await _intake.AcceptAsync(Order("a", 3));
        _time.Pass(TimeSpan.FromSeconds(1));
        await _intake.AcceptAsync(Order("b", 1));

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
        var urgent = (await _intake.AcceptAsync(Order() with { Priority = 5 }))[0];
        Assert.Equal(urgent.Id, (await ClaimAsync("w"))!.Id);
    }

    [Fact]
    public async Task ALeaseThatEnds_IsFencedOff()
    {
        var job = await AcceptAsync();
        var dead = (await ClaimAsync("dead"))!;
        _time.Pass(LeaseTerms.Default.Length + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _queue.ExpireAsync());
        var next = (await ClaimAsync("next"))!;
        Assert.Equal((job.Id, 2, 1), (next.Id, next.Attempt, next.Stalls));

        var token = dead.LeaseToken!;
        var blob = await BlobAsync("zombie");
        var outcome = new JobOutcome(JobState.Succeeded, new Dictionary<string, string> { ["picture"] = blob });
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.BeatAsync(job.Id, token, new(9)));
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.StepAsync(job.Id, token, 9, blob));
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.CheckpointAsync(job.Id, token, 9, blob));
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.FinishAsync(job.Id, token, outcome));
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.ReleaseAsync(job.Id, token, "late"));
        Assert.Empty(await _reader.OutputsAsync(job.Id));

        await _leased.FinishAsync(job.Id, next.LeaseToken!, outcome);
        await Assert.ThrowsAsync<LeaseLostException>(() => _leased.FinishAsync(job.Id, next.LeaseToken!, outcome));
        Assert.Single(await _reader.OutputsAsync(job.Id));
    }

    [Fact]
    public async Task ABeat_KeepsTheLease()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        for (var i = 0; i < 5; i++)
        {
            _time.Pass(LeaseTerms.Default.Length - TimeSpan.FromSeconds(1));
            await _leased.BeatAsync(job.Id, claimed.LeaseToken!, new(i));
            Assert.Equal(0, await _queue.ExpireAsync());
        }
    }

    [Fact]
    public async Task ThreeStalls_FailTheJob_UnlessItGetsFurther()
    {
        var job = await AcceptAsync();
        var checkpoint = await BlobAsync("state");
        for (var i = 0; i < 4; i++)
        {
            var claimed = (await ClaimAsync($"w{i}"))!;
            Assert.Equal(i == 0 ? null : (int?)(10 * i), claimed.CheckpointIteration);
            await _leased.CheckpointAsync(job.Id, claimed.LeaseToken!, 10 * (i + 1), checkpoint);
            await StallAsync();
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await ClaimAsync($"v{i}"));
            await StallAsync();
        }

        var failed = await _reader.GetAsync(job.Id, null);
        Assert.Equal((JobState.Failed, "stalled"), (failed.State, failed.ErrorCode));
        Assert.Equal("It stopped 3 times without getting further; the last time, its worker fell silent.", failed.ErrorMessage);

        var again = await _control.RetryAsync(failed);
        Assert.Equal((JobState.Queued, 0, 40), (again.State, again.Stalls, again.CheckpointIteration));
    }

    [Fact]
    public async Task ARelease_IsNoAttempt()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        await _leased.ReleaseAsync(job.Id, claimed.LeaseToken!, "stopping", TimeSpan.FromSeconds(5));
        Assert.Null(await ClaimAsync("w"));
        _time.Pass(TimeSpan.FromSeconds(5));
        var again = (await ClaimAsync("v"))!;
        Assert.Equal((1, 0), (again.Attempt, again.Stalls));
    }

    [Fact]
    public async Task AWorkerThatAsks_HasLostItsJob()
    {
        var job = await AcceptAsync();
        var first = (await ClaimAsync("w"))!;
        var again = (await ClaimAsync("w"))!;
        Assert.Equal((job.Id, 2), (again.Id, again.Attempt));
        Assert.NotEqual(first.LeaseToken, again.LeaseToken);
    }

    [Fact]
    public async Task AnIdempotencyKey_StandsForOneOrder()
    {
        var order = Order("local", 3) with { IdempotencyKey = "k", RequestSha256 = "r" };
        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _intake.AcceptAsync(order))));
        Assert.Single(orders.Select(jobs => string.Join(' ', jobs.Select(job => job.Id))).Distinct());
        Assert.Equal(3, (await _reader.ListAsync(new())).Count);

        var other = await Assert.ThrowsAsync<StudioException>(() => _intake.AcceptAsync(order with { RequestSha256 = "other" }));
        Assert.Equal(422, other.Status);
    }

    [Fact]
    public async Task AFullQueue_RefusesAll()
    {
        await UserAsync("a", running: 1, queued: 5);
        await _intake.AcceptAsync(Order("a", 3));
        var full = await Assert.ThrowsAsync<StudioException>(() => _intake.AcceptAsync(Order("a", 3)));
        Assert.Equal((429, 10), (full.Status, full.RetryAfter));
        Assert.Equal(3, (await _reader.ListAsync(new())).Count);
    }

    [Fact]
    public async Task AMissingUpload_IsRefused()
    {
        var order = Order() with { Jobs = [new("{}", [new string('0', 64)], [])] };
        Assert.Equal(422, (await Assert.ThrowsAsync<StudioException>(() => _intake.AcceptAsync(order))).Status);
        Assert.Empty(await _reader.ListAsync(new()));
    }

    [Fact]
    public async Task AStop_EndsAWaitingJob_AndAsksARunningOne()
    {
        var running = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        var waiting = await AcceptAsync();
        Assert.Equal(JobState.Canceled, (await _control.StopAsync(waiting, keep: true)).State);
        Assert.Equal((JobState.Running, "keep"), await StopAsync(running, keep: true));
        Assert.Equal("keep", (await _leased.BeatAsync(running.Id, claimed.LeaseToken!, new(1))).Stop);
        Assert.Equal((JobState.Running, "discard"), await StopAsync(running, keep: false));

        await StallAsync();
        Assert.Equal(JobState.Canceled, (await _reader.GetAsync(running.Id, null)).State); // nobody has to come back for that
        Assert.Equal((JobState.Canceled, "discard"), await StopAsync(running, keep: true));
    }

    [Fact]
    public async Task ModelsAndKinds_AreMatched()
    {
        await _intake.AcceptAsync(Order() with { Jobs = [new("{}", [], ["big", "clip"])] });
        var simple = (await _intake.AcceptAsync(Order() with { Kind = "paint" }))[0];
        Assert.Null(await _queue.ClaimAsync(Worker("a") with { Kinds = ["upscale"] }));
        Assert.Equal(simple.Id, (await ClaimAsync("b"))!.Id);
        Assert.Null(await ClaimAsync("c"));
        Assert.NotNull(await _queue.ClaimAsync(Worker("d") with { Models = ["clip", "other", "big"] }));
    }

    [Fact]
    public async Task ManyWorkersAtOnce_GetEachJobOnce()
    {
        const int Jobs = 40;
        await _intake.AcceptAsync(Order("local", Jobs));
        var claims = await Task.WhenAll(Enumerable.Range(0, Jobs + 5).Select(i => Task.Run(() => ClaimAsync($"w{i}"))));
        Assert.Equal(Jobs, claims.OfType<JobRow>().Select(job => job.Id).Distinct().Count());
        Assert.Equal(5, claims.Count(claim => claim is null));
    }

    [Fact]
    public async Task WhatWasAccepted_IsThereAfterReopening()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        await _database.DisposeAsync();
        _time.Pass(TimeSpan.FromMinutes(5));
        _database = await OpenAsync();
        Serve(_database);
        await _queue.ProlongAsync();
        Assert.Equal(0, await _queue.ExpireAsync()); // the worker could not reach a studio that was away
        Assert.Equal(claimed.LeaseToken, (await _leased.BeatAsync(job.Id, claimed.LeaseToken!, new(3))).LeaseToken);
    }

    [Fact]
    public async Task OthersJobs_AreNotThere()
    {
        await UserAsync("a", running: 1);
        var job = (await _intake.AcceptAsync(Order("a", 1)))[0];
        Assert.Equal(404, (await Assert.ThrowsAsync<StudioException>(() => _reader.GetAsync(job.Id, "local"))).Status);
        Assert.Empty(await _reader.ListAsync(new() { User = "local" }));
        Assert.Single(await _reader.ListAsync(new() { User = "a", State = JobState.Queued, Kind = "imagine", Batch = job.BatchId }));
    }

    protected abstract Task<Database> OpenAsync();

    private void Serve(Database database) => (_intake, _queue, _leased, _control, _reader) =
        (new(database, _time), new(database, _time, LeaseTerms.Default), new(database, _time, LeaseTerms.Default), new(database, _time),
            new(database));

    private static JobOrder Order(string user = "local", int count = 1) =>
        new(user, "imagine", [.. Enumerable.Repeat(new JobRequest("{}", [], []), count)], "api");

    private async Task<JobRow> AcceptAsync() => (await _intake.AcceptAsync(Order()))[0];

    private Task<JobRow?> ClaimAsync(string worker) => _queue.ClaimAsync(Worker(worker));

    private static WorkerInfo Worker(string id) => new(id, id, "1", ["imagine", "paint"], "cpu", []);

    private async Task<(string, string?)> StopAsync(JobRow job, bool keep) =>
        await _control.StopAsync(job, keep) is var stopped ? (stopped.State, stopped.Stop) : default;

    private async Task StallAsync()
    {
        _time.Pass(LeaseTerms.Default.Length + TimeSpan.FromSeconds(1));
        await _queue.ExpireAsync();
    }

    private async Task<string> BlobAsync(string content)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-blob-").FullName;
        try
        {
            return (await new BlobLibrary(_database, new FolderBlobs(folder), _time).PutAsync(
                System.Text.Encoding.UTF8.GetBytes(content), "text/plain")).Sha256;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<int> UserAsync(string name, int running, int queued = 100) => _database.WriteAsync(session => session.RunAsync(
        "insert into users (id, name, role, queued_max, running_max, created_at) values (@name, @name, 'artist', @queued, @running, 0)",
        new { name, running, queued }));

    private Task<IReadOnlyList<string>> EventsAsync() =>
        _database.ReadAsync(session => session.ListAsync<string>("select type from events order by seq"));
}

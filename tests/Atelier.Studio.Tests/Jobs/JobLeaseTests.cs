using Atelier.Studio.Access;
using Atelier.Studio.Blobs;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Storage;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Jobs;

public sealed class SqliteJobLeaseTests() : JobLeaseTests(null);

[Collection("postgres")]
public sealed class PostgresJobLeaseTests(PostgresServer server) : JobLeaseTests(server);

/// <summary>One worker at a time has a job, the same on both databases.</summary>
public abstract class JobLeaseTests(PostgresServer? server) : QueueFixture(server)
{
    [Fact]
    public async Task ALeaseThatEnds_IsFencedOff()
    {
        var job = await AcceptAsync();
        var dead = (await ClaimAsync("dead"))!;
        Time.Pass(LeaseTerms.Default.Length + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Queue.ExpireAsync());
        var next = (await ClaimAsync("next"))!;
        Assert.Equal((job.Id, 2, 1), (next.Id, next.Attempt, next.Stalls));

        var token = dead.LeaseToken!;
        var blob = await BlobAsync("zombie");
        var outcome = new JobOutcome(JobState.Succeeded, new Dictionary<string, string> { ["picture"] = blob });
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.BeatAsync(job.Id, token, new(9)));
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.StepAsync(job.Id, token, 9, blob));
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.CheckpointAsync(job.Id, token, 9, blob));
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.FinishAsync(job.Id, token, outcome));
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.ReleaseAsync(job.Id, token, "late"));
        Assert.Empty(await Reader.OutputsAsync(job.Id));

        await Leased.FinishAsync(job.Id, next.LeaseToken!, outcome);
        await Assert.ThrowsAsync<LeaseLostException>(() => Leased.FinishAsync(job.Id, next.LeaseToken!, outcome));
        Assert.Single(await Reader.OutputsAsync(job.Id));
    }

    [Fact]
    public async Task ABeat_KeepsTheLease()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        for (var i = 0; i < 5; i++)
        {
            Time.Pass(LeaseTerms.Default.Length - TimeSpan.FromSeconds(1));
            await Leased.BeatAsync(job.Id, claimed.LeaseToken!, new(i));
            Assert.Equal(0, await Queue.ExpireAsync());
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
            await Leased.CheckpointAsync(job.Id, claimed.LeaseToken!, 10 * (i + 1), checkpoint);
            await StallAsync();
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await ClaimAsync($"v{i}"));
            await StallAsync();
        }

        var failed = await Reader.GetAsync(job.Id, null);
        Assert.Equal((JobState.Failed, "stalled"), (failed.State, failed.ErrorCode));
        Assert.Equal("It stopped 3 times without getting further; the last time, its worker fell silent.", failed.ErrorMessage);

        var again = await Control.RetryAsync(failed);
        Assert.Equal((JobState.Queued, 0, 40), (again.State, again.Stalls, again.CheckpointIteration));
    }

    [Fact]
    public async Task ARelease_IsNoAttempt()
    {
        var job = await AcceptAsync();
        var claimed = (await ClaimAsync("w"))!;
        await Leased.ReleaseAsync(job.Id, claimed.LeaseToken!, "stopping", TimeSpan.FromSeconds(5));
        Assert.Null(await ClaimAsync("w"));
        Time.Pass(TimeSpan.FromSeconds(5));
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
}

using Atelier.Studio.Jobs;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Jobs;

public sealed class SqliteFairnessTests() : FairnessTests(null);

[Collection("postgres")]
public sealed class PostgresFairnessTests(PostgresServer server) : FairnessTests(server);

/// <summary>Users take turns, the same on both databases: nobody waits behind all that somebody else ordered.</summary>
public abstract class FairnessTests(PostgresServer? server) : QueueFixture(server)
{
    private const int Many = 100;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 100)] // what is urgent for one user is not for another
    [InlineData(4, 0)]
    public async Task OneJob_StartsWithinOneJob_OfAnothersHundred(int workers, int priority)
    {
        await UserAsync("a", running: workers);
        await UserAsync("b", running: 1);
        await Intake.AcceptAsync(Order("a", Many) with { Priority = priority });
        var running = new Queue<JobRow>();
        for (var worker = 0; worker < workers; worker++)
        {
            running.Enqueue((await ClaimAsync($"w{worker}"))!);
        }

        Time.Pass(TimeSpan.FromMinutes(1));
        var wanted = (await Intake.AcceptAsync(Order("b", 1)))[0];
        Assert.Equal(0, await PlaceAsync(wanted));
        await FinishAsync(running.Dequeue());
        Assert.Equal(wanted.Id, (await ClaimAsync("free"))!.Id);
    }

    [Fact]
    public async Task ManyJobs_OfThreeUsers_TakeTurns()
    {
        const int Rounds = 10;
        string[] users = ["a", "b", "c"];
        foreach (var user in users)
        {
            await UserAsync(user, running: 1);
            await Intake.AcceptAsync(Order(user, Rounds));
        }

        for (var round = 0; round < Rounds; round++)
        {
            var served = new List<string>();
            foreach (var _ in users)
            {
                served.Add(await DoNextAsync());
            }

            Assert.Equal(users, served.Order(StringComparer.Ordinal));
        }

        Assert.Null(await ClaimAsync("w"));
    }

    [Fact]
    public async Task WhoRunsLess_ComesBeforeWhoseTurnIsLongerAgo()
    {
        await UserAsync("a", running: 2);
        await UserAsync("b", running: 2);
        await Intake.AcceptAsync(Order("a", 3));
        await ClaimAsync("w1");
        await Intake.AcceptAsync(Order("b", 3));
        Assert.Equal("b", await DoNextAsync());
        Assert.Equal("b", await DoNextAsync()); // its turn was the last, but a has one that runs
    }

    [Fact]
    public async Task AUserWithoutTurn_IsNoHindrance()
    {
        await UserAsync("a", running: 1);
        await UserAsync("b", running: 1);
        await Intake.AcceptAsync(Order("b", 1) with { Jobs = [new("{}", [], ["missing"])] }); // no worker has its model
        await Intake.AcceptAsync(Order("a", 2));
        Assert.Equal("a", await DoNextAsync());
        Assert.Equal("a", await DoNextAsync());
        Assert.Null(await ClaimAsync("w"));
    }

    [Fact]
    public async Task Places_AreTheOrderInWhichTheyStart()
    {
        foreach (var user in new[] { "a", "b", "c" })
        {
            await UserAsync(user, running: 1);
        }

        await Intake.AcceptAsync(Order("b", 1));
        await DoNextAsync(); // b's turn was last
        foreach (var order in new[] { Order("a", 7), Order("b", 3), Order("b", 2) with { Priority = 5 }, Order("c", 1) })
        {
            await Intake.AcceptAsync(order);
            Time.Pass(TimeSpan.FromSeconds(1));
        }

        var waiting = await Reader.ListAsync(new() { State = JobState.Queued });
        var places = await Places.OfAsync(waiting);
        foreach (var job in waiting)
        {
            Assert.Equal(places[job.Id], await PlaceAsync(job)); // alone as among many
        }

        for (var place = 0; place < waiting.Count; place++)
        {
            var next = (await ClaimAsync("w"))!;
            Assert.Equal(place, places[next.Id]);
            await FinishAsync(next);
        }

        Assert.Empty(await Places.OfAsync(await Reader.ListAsync(new()))); // of jobs that have ended
    }

    private async Task<int> PlaceAsync(JobRow job) => (await Places.OfAsync([job]))[job.Id];

    // whose it was
    private async Task<string> DoNextAsync()
    {
        var job = (await ClaimAsync("w"))!;
        await FinishAsync(job);
        return job.UserId;
    }

    private Task FinishAsync(JobRow job) =>
        Leased.FinishAsync(job.Id, job.LeaseToken!, new(JobState.Succeeded, new Dictionary<string, string>()));
}

using Atelier.Core.Files;
using Atelier.Studio.Access;
using Atelier.Studio.Jobs;
using Atelier.Studio.Server;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Jobs;
using Atelier.Studio.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Atelier.Studio.Tests.Outages;

/// <summary>A database that finds no room writes nothing of what it was told, says so, and goes on when there is room.</summary>
public sealed class FullDatabaseTests() : QueueFixture(null)
{
    private const int Most = 100_000;

    [Fact]
    public async Task WhatFindsNoRoom_IsNotThere_AndComesAfterwards()
    {
        await FillAsync();
        var error = await Assert.ThrowsAsync<DiskFullException>(() => Intake.AcceptAsync(Order(count: 100)));
        Assert.Equal("The disk of the database is full: free some room.", error.Message);
        Assert.Empty(await Reader.ListAsync(new()));
        Assert.DoesNotContain("job.queued", await EventsAsync());

        await LimitAsync(Most);
        Assert.Equal(100, (await Intake.AcceptAsync(Order(count: 100))).Count);
        Assert.Equal(100, (await Reader.ListAsync(new() { Limit = 500 })).Count);
        Assert.Equal("ok", await Database.ReadAsync(session => session.FirstAsync<string>("pragma integrity_check")));
    }

    [Fact]
    public async Task TheHousekeeping_Survives()
    {
        var second = new LeaseTerms(TimeSpan.FromSeconds(1));
        var queue = new JobQueue(Database, TimeProvider.System, second);
        var job = await AcceptAsync();
        await queue.ClaimAsync(Worker("silent"));
        await FillAsync();
        using var housekeeping = new Housekeeping(queue, Database, Loose, TimeProvider.System, NullLogger<Housekeeping>.Instance);
        await housekeeping.StartAsync(default);
        await Task.Delay(TimeSpan.FromSeconds(4)); // it cannot take the job back
        Assert.False(housekeeping.ExecuteTask!.IsCompleted);
        Assert.Equal(JobState.Running, (await Reader.GetAsync(job.Id, null)).State);

        await LimitAsync(Most);
        for (var end = DateTime.UtcNow.AddSeconds(30); (await Reader.GetAsync(job.Id, null)).State != JobState.Queued; await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < end, "the job was never taken back");
        }

        await housekeeping.StopAsync(default);
    }

    [Fact]
    public async Task SignsOfLife_DoNotWaitForTheDisk_AndAllElseDoes()
    {
        Assert.Equal(2, await Database.WriteAsync(session => session.FirstAsync<int>("pragma synchronous"))); // full
        Assert.Equal(1, await Database.NoteAsync(session => session.FirstAsync<int>("pragma synchronous"))); // normal
        Assert.Equal(2, await Database.WriteAsync(session => session.FirstAsync<int>("pragma synchronous")));
    }

    // to the last page
    private async Task FillAsync()
    {
        await LimitAsync(1); // which is as many as there are
        await Assert.ThrowsAsync<DiskFullException>(async () =>
        {
            while (true)
            {
                await Database.WriteAsync(session => session.TellAsync("local", null, "full", new { }, 0));
            }
        });
    }

    private Task<int> LimitAsync(int pages) => Database.WriteAsync(session => session.RunAsync($"pragma max_page_count = {pages}"));
}

/// <summary>The same of PostgreSQL, as far as it can be had: its own error, raised.</summary>
[Collection("postgres")]
public sealed class FullPostgresTests(PostgresServer server) : QueueFixture(server)
{
    [Fact]
    public async Task AFullDisk_IsTold_AndNothingIsWritten()
    {
        var error = await Assert.ThrowsAsync<DiskFullException>(() => Database.WriteAsync(async session =>
        {
            await session.TellAsync("local", null, "half", new { }, 0);
            await session.RunAsync("do $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$");
        }));
        Assert.Equal("The disk of the database is full: free some room.", error.Message);
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task SignsOfLife_DoNotWaitForTheDisk_AndAllElseDoes()
    {
        Assert.Equal("on", await Database.WriteAsync(session => session.FirstAsync<string>("show synchronous_commit")));
        Assert.Equal("off", await Database.NoteAsync(session => session.FirstAsync<string>("show synchronous_commit")));
        Assert.Equal("on", await Database.WriteAsync(session => session.FirstAsync<string>("show synchronous_commit")));
    }
}

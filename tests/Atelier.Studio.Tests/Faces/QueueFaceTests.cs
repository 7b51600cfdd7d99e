using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Faces;

/// <summary>The queue from its head.</summary>
[Collection("studio")]
public sealed class QueueFaceTests : NativeFace
{
    [Fact]
    public async Task TheQueue_ShowsWhatComesNext_HoweverMuchWaits()
    {
        var ids = await OrderAsync(60);
        await OrderAsync(60);
        var queue = await QueueAsync(limit: 5);
        Assert.Equal((0, 120), (queue.Number("running"), queue.Number("waiting")));
        Assert.Equal(ids.Take(5), Ids(queue));
        Assert.Equal([0, 1, 2, 3, 4], queue.GetProperty("items").EnumerateArray().Select(job => job.Number("position")));

        using var first = await Studio.Http.PostAsync($"/api/jobs/{ids[40]}/first", null);
        Assert.Equal(0, (await JsonAsync(first)).Number("position"));
        using var second = await Studio.Http.PostAsync($"/api/jobs/{ids[50]}/first", null);
        Assert.Equal([ids[50], ids[40], ids[0]], Ids(await QueueAsync(limit: 3)));

        using var cleared = await Studio.Http.DeleteAsync("/api/queue");
        Assert.Equal(120, (await JsonAsync(cleared)).Number("canceled"));
        Assert.Equal(0, (await QueueAsync()).Number("waiting"));
        await AssertRefusedAsync(await Studio.Http.PostAsync($"/api/jobs/{ids[0]}/first", null));
        await AssertRefusedAsync(await Studio.Http.GetAsync("/api/queue?limit=0"));
    }

    [Fact]
    public async Task WhatRuns_ComesFirst()
    {
        var ids = await OrderAsync(3);
        var worker = new WorkerInfo("w", "w", "1", ["imagine"], "cpu", ["vqgan-toy", "clip-toy"]);
        using var claim = await Studio.Http.PostAsJsonAsync("/api/work/claim", new ClaimRequest(worker));
        Assert.Equal(ids[0], (await JsonAsync(claim)).Text("id"));
        var queue = await QueueAsync();
        Assert.Equal((1, 2), (queue.Number("running"), queue.Number("waiting")));
        Assert.Equal(ids, Ids(queue));
        using var cleared = await Studio.Http.DeleteAsync("/api/queue");
        Assert.Equal("running", Assert.Single((await QueueAsync()).GetProperty("items").EnumerateArray()).Text("state"));
    }

    private static IEnumerable<string> Ids(JsonElement queue) => queue.GetProperty("items").EnumerateArray().Select(job => job.Text("id"));

    private Task<JsonElement> QueueAsync(int limit = 50) => Studio.Http.GetFromJsonAsync<JsonElement>($"/api/queue?limit={limit}");

    private async Task<List<string>> OrderAsync(int count)
    {
        using var answer = await Studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine(), count });
        return [.. (await JsonAsync(answer)).GetProperty("jobs").EnumerateArray().Select(job => job.Text("id"))];
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>The weights of a picture that is being made.</summary>
[Collection("studio")]
public sealed class SteeringTests : NativeFace
{
    [Fact]
    public async Task NewWeights_HoldFromTheNextStep_AndAreRecorded()
    {
        Studio.Work();
        var id = await Studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        using var early = await SteerAsync(id, """{"weights":{"a pear":1}}""");
        await AssertRefusedAsync(early);
        await Studio.UntilAsync(id, job => job.GetProperty("progress").Number("iteration") > 0);
        foreach (var wrong in new[] { """{"weights":{"a pear":1}}""", """{"weights":{}}""", """{"weights":{"red apple":1e9}}""", "{}" })
        {
            using var refused = await SteerAsync(id, wrong);
            await AssertRefusedAsync(refused);
        }

        using var steered = await SteerAsync(id, """{"weights":{"red apple":0.3}}""");
        Assert.Equal("running", (await JsonAsync(steered)).Text("state"));
        var job = await Studio.UntilAsync(id, job => job.GetProperty("input").TryGetProperty("steering", out _));
        var change = job.GetProperty("input").GetProperty("steering")[0];
        Assert.Equal(0.3, change.GetProperty("weights").GetProperty("red apple").GetDouble());
        Assert.InRange(change.Number("iteration"), 1, job.GetProperty("progress").Number("iteration"));

        using var second = await SteerAsync(id, """{"weights":{"red apple":2}}""");
        await Studio.UntilAsync(id, now => now.GetProperty("input").GetProperty("steering").GetArrayLength() == 2);
        using var stop = await Studio.Http.PostAsJsonAsync($"/api/jobs/{id}/stop", new { keep = true });
        var done = await Studio.DoneAsync(id);
        Assert.Equal(
            [0.3, 2], done.GetProperty("parameters").GetProperty("steering").EnumerateArray()
                .Select(one => one.GetProperty("weights").GetProperty("red apple").GetDouble()));
        using var late = await SteerAsync(id, """{"weights":{"red apple":1}}""");
        Assert.Equal(409, (int)late.StatusCode);
    }

    private async Task<HttpResponseMessage> SteerAsync(string id, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await Studio.Http.PatchAsync($"/api/jobs/{id}", content);
    }
}

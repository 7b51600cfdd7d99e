using System.Text.Json;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Jobs;

/// <summary>What a studio knows of its workers.</summary>
[Collection("studio")]
public sealed class WorkerInfoTests
{
    [Fact]
    public async Task AWorker_SaysWhatItHas()
    {
        await using var studio = await RunningStudio.StartAsync();
        studio.Work();
        await studio.DoneAsync(await studio.OrderOneAsync("imagine", Toy.Imagine()));
        using var answer = await studio.Http.GetAsync("/api/workers");
        var worker = Assert.Single(JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).EnumerateArray());
        Assert.Equal("cpu", worker.Text("device"));
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, worker.GetProperty("memoryBytes").GetInt64());
        Assert.Contains("vqgan-toy", worker.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
    }
}

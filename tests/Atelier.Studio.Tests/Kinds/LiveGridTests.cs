using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Kinds.Grid;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>The pictures of a grid can be looked at before it has ended.</summary>
[Collection("studio")]
public sealed class LiveGridTests
{
    [Fact]
    public void Pictures_AreHandedInOnce_AsTheyAreMade()
    {
        using var run = ScriptedRun.Create();
        var made = ScriptedRun.Run(new GridKind(), Grid("2", "6"), run);
        Assert.Equal(["picture-001", "picture-002"], run.HandedIn.Select(output => output.Name)); // the others were the last
        Assert.Equal("red apple, iterations 2", run.HandedIn[0].Title);
        Assert.All(run.HandedIn, early => Assert.Equal(early.Content, made.Outputs.Single(one => one.Name == early.Name).Content));
    }

    [Fact]
    public async Task TheStudio_ShowsThemInTheirPlaces_WhileTheGridRuns_AndAfterwards()
    {
        await using var studio = await RunningStudio.StartAsync();
        var id = await studio.OrderOneAsync("grid", Grid("2", "100000"));
        var waiting = await GridAsync(studio, id);
        Assert.Equal(["red", "blue"], Strings(waiting, "columns"));
        Assert.Equal(["iterations 2", "iterations 100000"], Strings(waiting, "rows"));
        Assert.Equal("", Made(waiting));

        studio.Work();
        var running = waiting;
        for (var end = DateTime.UtcNow.AddSeconds(60); Made(running) != "picture-001 picture-002"; await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < end, $"{running}");
            running = await GridAsync(studio, id);
        }

        Assert.Equal("running", (await studio.JobAsync(id)).Text("state"));
        var early = await studio.Http.GetByteArrayAsync(running.GetProperty("cells")[1].Text("url"));
        using var stop = await studio.Http.PostAsJsonAsync($"/api/jobs/{id}/stop", new { keep = true });
        var job = await studio.DoneAsync(id);
        Assert.Equal(early, await studio.OutputAsync(job, "picture-002"));
        var ended = (await GridAsync(studio, id)).GetProperty("cells");
        var details = await studio.Http.GetFromJsonAsync<JsonElement>($"/api/pictures/{ended[1].GetProperty("picture")}");
        Assert.Equal("blue apple, iterations 2", details.GetProperty("picture").Text("title"));

        using var none = await studio.Http.GetAsync($"/api/jobs/{await studio.OrderOneAsync("imagine", Toy.Imagine())}/grid");
        Assert.Equal(404, (int)none.StatusCode);
    }

    private static object Grid(params string[] iterations) => new
    {
        prompt = "{red|blue} apple", y = new { name = "iterations", values = iterations }, model = "vqgan-toy",
        clip = new[] { "clip-toy" }, start = "codes", seed = 3,
    };

    private static Task<JsonElement> GridAsync(RunningStudio studio, string id) =>
        studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}/grid");

    private static string Made(JsonElement grid) => string.Join(' ', grid.GetProperty("cells").EnumerateArray()
        .Where(cell => cell.GetProperty("url").ValueKind == JsonValueKind.String).Select(cell => cell.Text("name")));

    private static IEnumerable<string> Strings(JsonElement grid, string name) =>
        grid.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);
}

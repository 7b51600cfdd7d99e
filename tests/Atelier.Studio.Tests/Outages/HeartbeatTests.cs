using System.Text.Json;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Outages;

/// <summary>A stream of events says how often it speaks at least, and keeps to it.</summary>
[Collection("studio")]
public sealed class HeartbeatTests
{
    [Fact]
    public async Task AStreamWithoutEvents_Pings_AsOftenAsItSays()
    {
        await using var studio = await RunningStudio.StartAsync(options => options with { Heartbeat = TimeSpan.FromSeconds(0.5) });
        using var answer = await studio.Http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (lines.Count(line => line == "event: ping") < 2)
        {
            lines.Add((await reader.ReadLineAsync(patience.Token))!);
        }

        Assert.Equal("event: hello", lines[0]);
        var hello = JsonSerializer.Deserialize<JsonElement>(lines.First(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        Assert.Equal(0.5, hello.GetProperty("heartbeat").GetDouble());
        Assert.Single(lines, line => line.StartsWith("id: ", StringComparison.Ordinal)); // a ping is nothing to go on after
    }
}

using System.Net;
using System.Text;
using Atelier.Studio.Tests.Faces;

namespace Atelier.Studio.Tests.Server;

/// <summary>What the environment asks for reaches a collector of OpenTelemetry, and nothing is sent unasked.</summary>
[Collection("studio")]
public sealed class TelemetryTests
{
    [Fact]
    public async Task TracesAndMetrics_ReachACollector()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/";
        collector.Prefixes.Add(address);
        collector.Start();
        var seen = CollectAsync(collector);
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            await using var studio = await RunningStudio.StartAsync();
            studio.Work();
            await studio.DoneAsync(await studio.OrderOneAsync("imagine", Toy.Imagine()));
            var patience = DateTime.UtcNow.AddSeconds(30);
            while (!(Has(seen, "/v1/traces", "atelier-studio") && Has(seen, "/v1/metrics", "atelier.jobs.ended")))
            {
                Assert.True(DateTime.UtcNow < patience, string.Join(", ", seen.Select(post => post.Path)));
                await Task.Delay(50);
            }
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    private static bool Has(List<(string Path, string Body)> posts, string path, string word)
    {
        lock (posts)
        {
            return posts.Any(post => post.Path == path && post.Body.Contains(word, StringComparison.Ordinal));
        }
    }

    private static List<(string Path, string Body)> CollectAsync(HttpListener collector)
    {
        var posts = new List<(string, string)>();
        _ = Task.Run(async () =>
        {
            while (collector.IsListening)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.Close();
                lock (posts)
                {
                    posts.Add((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                }
            }
        });
        return posts;
    }
}

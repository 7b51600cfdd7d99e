using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>A studio that others can reach opens to keys alone.</summary>
[Collection("studio")]
public sealed class KeyTests
{
    [Fact]
    public async Task AnOpenStudio_NeedsKeys()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-keys-").FullName;
        Func<StudioOptions, StudioOptions> open = options => options with { Listen = new(IPAddress.Any, 0), Hosts = ["studio.example"] };
        var refused = await Assert.ThrowsAsync<Core.OptionException>(() => RunningStudio.StartInAsync(folder, open));
        Assert.Contains("has no key yet", refused.Message, StringComparison.Ordinal);
        string ada, bob, worker;
        await using (var database = await Database.OpenAsync(folder))
        {
            var keys = new Keys(database, TimeProvider.System);
            (ada, bob) = (await keys.CreateAsync("ada", "artist"), await keys.CreateAsync("bob", "artist"));
            worker = await keys.CreateAsync("gpu", "worker");
        }

        await using var studio = await RunningStudio.StartInAsync(folder, open);
        var address = new UriBuilder(studio.Address) { Host = "127.0.0.1" }.Uri;
        using var http = new HttpClient { BaseAddress = address };
        async Task<(int Status, string Body)> Send(string path, string? scheme, string? key, string? body = null)
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Host = "studio.example";
            if (scheme == "x-api-key")
            {
                request.Headers.Add(scheme, key);
            }
            else if (scheme is not null)
            {
                request.Headers.Authorization = new(scheme, key);
            }

            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(401, (await Send("/api/jobs", null, null)).Status);
        Assert.Equal(200, (await Send("/healthz", null, null)).Status);
        Assert.Equal(404, (await Send($"/api/blobs/{new string('0', 64)}", null, null)).Status); // a file's address needs no key
        Assert.Equal(401, (await Send("/api/uploads", null, null, "{}")).Status);
        Assert.Equal(401, (await Send("/api/jobs", "Bearer", ada + "0")).Status);
        Assert.Equal(401, (await Send("/api/jobs", "Bearer", ada[..^1])).Status);
        var order = JsonSerializer.Serialize(new { kind = "imagine", input = Toy.Imagine() });
        Assert.Equal(202, (await Send("/api/jobs", "Bearer", ada, order)).Status);
        Assert.Equal(202, (await Send("/api/jobs", "x-api-key", ada, order)).Status);
        var (status, list) = await Send("/api/jobs", "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{ada}")));
        Assert.Equal((200, 2), (status, JsonSerializer.Deserialize<JsonElement>(list).GetProperty("items").GetArrayLength()));
        var id = JsonSerializer.Deserialize<JsonElement>(list).GetProperty("items")[0].Text("id");
        Assert.Equal(404, (await Send($"/api/jobs/{id}", "Bearer", bob)).Status);
        Assert.Equal(404, (await Send($"/api/jobs/{id}/stop", "Bearer", bob, "{}")).Status);
        Assert.Equal(403, (await Send("/api/jobs", "Bearer", worker, order)).Status);
        var models = new[] { "vqgan-toy", "clip-toy" };
        var claim = JsonSerializer.Serialize(
            new { worker = new { id = "w", name = "w", version = "1", kinds = new[] { "imagine" }, device = "cpu", models } });
        Assert.Equal(403, (await Send("/api/work/claim", "Bearer", ada, claim)).Status);
        Assert.Equal(200, (await Send("/api/work/claim", "Bearer", worker, claim)).Status);

        for (var i = 0; i < 20; i++)
        {
            await Send("/api/jobs", "Bearer", $"atk_{i}_x");
        }

        Assert.Equal(429, (await Send("/api/jobs", "Bearer", "atk_a_x")).Status);
    }
}

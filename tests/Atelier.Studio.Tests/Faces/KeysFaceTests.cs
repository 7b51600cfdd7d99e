using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Keys over HTTP: owners make and revoke them, nobody else, and none is shown twice.</summary>
[Collection("studio")]
public sealed class KeysFaceTests
{
    [Fact]
    public async Task OwnersMakeKeys_AndTakeThemAway()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-keys-").FullName;
        string owner;
        await using (var database = await Database.OpenAsync(folder))
        {
            owner = await new Keys(database, TimeProvider.System).CreateAsync("eve", "owner");
        }

        await using var studio = await RunningStudio.StartInAsync(folder, options => options with { Listen = new(IPAddress.Any, 0) });
        using var eve = Client(studio, owner);
        using var made = await eve.PostAsJsonAsync("/api/keys", new { user = "ada", role = "artist", running = 2 });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("no-store", made.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("key");
        using var ada = Client(studio, key);
        using (var orders = await ada.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine() }))
        {
            Assert.Equal(HttpStatusCode.Accepted, orders.StatusCode);
        }

        (string, object)[] owners = [("get-model", new { name = "RN50" }), ("train", new { recipe = "gan-mnist" })];
        foreach (var (kind, input) in owners)
        {
            using var refused = await ada.PostAsJsonAsync("/api/jobs", new { kind, input });
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        foreach (var (user, role, running) in new[] { ("", "artist", 1), ("a b", "artist", 1), ("local", "owner", 1), ("x", "king", 1),
            ("x", "artist", 0), ("ada", "owner", 1) })
        {
            using var wrong = await eve.PostAsJsonAsync("/api/keys", new { user, role, running });
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using (var mine = await ada.GetAsync("/api/keys"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, mine.StatusCode);
        }

        var text = await eve.GetStringAsync("/api/keys");
        Assert.DoesNotContain(key.Split('_')[2], text, StringComparison.Ordinal);
        var keys = JsonSerializer.Deserialize<JsonElement>(text).EnumerateArray().ToList();
        Assert.Equal([("ada", "artist", 2), ("eve", "owner", 1_000_000)], keys.Select(one =>
            (one.Text("user"), one.Text("role"), one.Number("runningMax"))));
        using (var revoked = await eve.DeleteAsync($"/api/keys/{keys[0].Text("id")}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        }

        using (var late = await ada.GetAsync("/api/jobs"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        }

        using var last = await eve.DeleteAsync($"/api/keys/{keys[1].Text("id")}"); // or nobody could make keys here
        Assert.Equal(HttpStatusCode.Conflict, last.StatusCode);
    }

    private static HttpClient Client(RunningStudio studio, string key)
    {
        var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{studio.Address.Port}") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return http;
    }
}

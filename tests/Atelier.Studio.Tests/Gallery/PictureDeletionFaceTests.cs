using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Faces;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Gallery;

/// <summary>Pictures are deleted over HTTP.</summary>
[Collection("studio")]
public sealed class PictureDeletionFaceTests : NativeFace
{
    [Fact]
    public async Task Pictures_AreDeletedAloneAndTogether_AndTheirJobsStayReadable()
    {
        Studio.Work();
        var id = await Studio.OrderOneAsync("grid", new
        {
            prompt = "{red|blue|red apple} apple", model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2, start = "codes",
        });
        var job = await Studio.DoneAsync(id);
        var file = job.GetProperty("outputs").EnumerateArray().Single(output => output.Text("name") == "picture-001").Text("url");
        using (var deleted = await Studio.Http.DeleteAsync("/api/pictures/3"))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        using (var again = await Studio.Http.DeleteAsync("/api/pictures/3"))
        {
            Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
            await AssertRefusedAsync(again);
        }

        foreach (var query in new[] { "", "?number=x", $"?{string.Join('&', Enumerable.Range(1, 201).Select(i => $"number={i}"))}" })
        {
            using var refused = await Studio.Http.DeleteAsync($"/api/pictures{query}");
            await AssertRefusedAsync(refused);
        }

        using (var several = await Studio.Http.DeleteAsync("/api/pictures?number=1&number=2&number=3&number=77"))
        {
            Assert.Equal(2, (await JsonAsync(several)).Number("deleted"));
        }

        Assert.Equal(0, (await Studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures")).Number("total"));
        Assert.Equal(["sheet"], (await Studio.JobAsync(id)).GetProperty("outputs").EnumerateArray().Select(output => output.Text("name")));
        var grid = await Studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}/grid");
        Assert.All(grid.GetProperty("cells").EnumerateArray(), cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("url").ValueKind));
        using var kept = await Studio.Http.GetAsync(file); // for some minutes
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task TheDescription_TellsOfIt()
    {
        var paths = (await Studio.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        Assert.StartsWith("Delete a picture", paths.GetProperty("/api/pictures/{number}").GetProperty("delete").Text("summary"));
        var number = paths.GetProperty("/api/pictures").GetProperty("delete").GetProperty("parameters")[0];
        Assert.Equal(("number", "query"), (number.Text("name"), number.Text("in")));
        Assert.True(paths.TryGetProperty("/api/jobs/{id}/grid", out _));
    }

    [Fact]
    public async Task APictureThatIsGone_IsToldToWhoRepeatsItsOrder()
    {
        Studio.Work();
        async Task<HttpResponseMessage> Order()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations");
            request.Content = JsonContent.Create(new { prompt = "red apple", model = "vqgan-toy", size = "32x32" });
            request.Headers.Add("Idempotency-Key", "k");
            request.Headers.Add("x-stainless-retry-count", "1");
            return await Studio.Http.SendAsync(request);
        }

        using var first = await Order();
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        using var deleted = await Studio.Http.DeleteAsync("/api/pictures/1");
        using var second = await Order();
        var body = await second.Content.ReadAsStringAsync();
        Assert.True(second.StatusCode == HttpStatusCode.Gone, body);
        Assert.Contains("was deleted", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artists_DeleteTheirOwnAlone()
    {
        await using var keyed = await KeyedStudio.StartAsync();
        var studio = keyed.Studio;
        var (bob, eve) = (await ClientAsync(studio, "bob"), await ClientAsync(studio, "eve"));
        await using var worker = keyed.Worker("w", keyed.At("127.0.0.1"));
        using var ordered = await bob.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine() });
        await studio.DoneAsync((await JsonAsync(ordered)).GetProperty("jobs")[0].Text("id"));
        using (var foreign = await eve.DeleteAsync("/api/pictures/1"))
        {
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }

        using (var foreign = await eve.DeleteAsync("/api/pictures?number=1"))
        {
            Assert.Equal(0, (await JsonAsync(foreign)).Number("deleted"));
        }

        using var machine = new HttpClient { BaseAddress = studio.Http.BaseAddress };
        machine.DefaultRequestHeaders.Authorization = new("Bearer", keyed.WorkerKey);
        using (var none = await machine.DeleteAsync("/api/pictures/1"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
        }

        using var own = await bob.DeleteAsync("/api/pictures/1");
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        bob.Dispose();
        eve.Dispose();
    }

    private static async Task<HttpClient> ClientAsync(RunningStudio studio, string user)
    {
        using var made = await studio.Http.PostAsJsonAsync("/api/keys", new { user, role = "artist" });
        var client = new HttpClient { BaseAddress = studio.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await JsonAsync(made)).Text("key"));
        return client;
    }
}

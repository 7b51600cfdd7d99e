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

[Collection("studio")]
public sealed class NativeFaceTests : IAsyncLifetime
{
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync() => _studio = await RunningStudio.StartAsync();

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task AnOrder_IsAcceptedAndDone()
    {
        using var response = await PostAsync("""{"kind":"imagine","input":{"prompts":[{"text":"a red apple"}]},"count":3}""");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var jobs = (await JsonAsync(response)).GetProperty("jobs").EnumerateArray().ToList();
        Assert.Equal($"/api/jobs/{jobs[0].Text("id")}", response.Headers.Location!.ToString());
        Assert.Equal([0, 1, 2], jobs.Select(job => job.Number("position")));
        Assert.Equal(3, jobs.Select(job => job.GetProperty("input").GetProperty("seed").GetInt64()).Distinct().Count());
        Assert.Equal((128, 60), (jobs[0].GetProperty("input").Number("imagineWidth"), jobs[0].GetProperty("input").Number("iterations")));
        Assert.Equal("canceled", (await StopAsync(jobs[1].Text("id"), keep: false)).Text("state"));

        var list = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs?state=queued&limit=1");
        Assert.Equal(jobs[2].Text("id"), list.GetProperty("items")[0].Text("id"));
        var next = await _studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs?state=queued&limit=5&before={list.Text("next")}");
        Assert.All(next.GetProperty("items").EnumerateArray(), job => Assert.NotEqual(jobs[2].Text("id"), job.Text("id")));
    }

    [Fact]
    public async Task AnOrder_ThatIsWaitedFor_AnswersWithItsPicture()
    {
        _studio.Work();
        using var response = await PostAsync(Json("imagine", Toy.Imagine()), ("Prefer", "wait=60"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var job = (await JsonAsync(response)).GetProperty("jobs")[0];
        var picture = Picture.Decode(await _studio.OutputAsync(job));
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        Assert.Equal(4, job.GetProperty("progress").Number("iteration"));
        Assert.True(job.GetProperty("progress").GetProperty("losses").GetProperty("red apple").GetDouble() != 0);

        var steps = await _studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{job.Text("id")}/steps");
        Assert.Equal([1, 2, 3, 4], steps.EnumerateArray().Select(step => step.Number("iteration")));
        using var step = await _studio.Http.GetAsync($"/api/jobs/{job.Text("id")}/steps/4");
        Assert.Equal("image/webp", step.Content.Headers.ContentType!.ToString());
        Assert.Equal(32, Picture.Decode(await step.Content.ReadAsByteArrayAsync()).Width);
    }

    [Fact]
    public async Task OneIdempotencyKey_IsOneOrder()
    {
        var body = Json("imagine", Toy.Imagine());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await PostAsync(body, ("Idempotency-Key", "once"));
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return (await JsonAsync(response)).Text("batch");
        }));
        Assert.Single(answers.Distinct());
        using var other = await PostAsync(Json("imagine", Toy.Imagine(iterations: 5)), ("Idempotency-Key", "once"));
        Assert.Equal(422, (int)other.StatusCode);
    }

    [Fact]
    public async Task AnUpload_IsStartedFrom_Upscaled_AndPainted()
    {
        _studio.Work();
        var upload = await _studio.UploadAsync(Picture.Blank(24, 16, new(200, 30, 40)).Encode(".png"));
        var mask = await _studio.UploadAsync(Picture.Blank(24, 16, Colour.Black).Encode(".png")); // all is kept
        var imagined = await _studio.OrderOneAsync("imagine", new
        {
            prompts = new object[] { new { text = "red: \"apple\" | 2" }, new { picture = upload, weight = 0.5 } }, model = "vqgan-toy",
            clip = new[] { "clip-toy" }, iterations = 2, startPicture = upload, mask, width = 48, height = 32, imagineWidth = 24,
            imagineHeight = 16, strength = 0.2, tile = "x",
        });
        var enlarged = await _studio.OrderOneAsync("upscale", new { picture = upload, width = 60, height = 50 });
        var painted = await _studio.OrderOneAsync("paint", new { picture = upload, strokes = 5, model = "painter-toy", size = 64 });

        var job = await _studio.DoneAsync(imagined);
        var kept = Picture.Decode(await _studio.OutputAsync(job));
        Assert.Equal((48, 32), (kept.Width, kept.Height));
        Assert.Equal([200, 30, 40], kept.Pixels[..3]);
        Assert.Equal("red\\: \\\"apple\\\" \\| 2", job.GetProperty("parameters").Text("prompt"));
        Assert.Equal(upload, job.GetProperty("parameters").Text("initImage")); // its name, and no path of a worker
        Assert.Equal(mask, job.GetProperty("parameters").GetProperty("edit").Text("mask"));
        Assert.Equal((60, 50), Size(await _studio.OutputAsync(await _studio.DoneAsync(enlarged))));
        job = await _studio.DoneAsync(painted);
        Assert.Equal(64, Size(await _studio.OutputAsync(job)).Width);
        Assert.Contains("strokes", Encoding.UTF8.GetString(await _studio.OutputAsync(job, "strokes")));
    }

    [Fact]
    public async Task AStop_KeepsWhatThereIs()
    {
        _studio.Work();
        var id = await _studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        await _studio.UntilAsync(id, job => job.GetProperty("progress").Number("iteration") > 2);
        await StopAsync(id, keep: true);
        var job = await _studio.DoneAsync(id);
        Assert.StartsWith("stopped at ", job.GetProperty("progress").Text("message"));
        Assert.Equal((32, 32), Size(await _studio.OutputAsync(job)));

        var discarded = await _studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        await _studio.UntilAsync(discarded, job => job.GetProperty("progress").Number("iteration") > 2);
        await StopAsync(discarded, keep: false);
        Assert.Equal("canceled", (await _studio.UntilAsync(discarded, job => job.Text("state") != "running")).Text("state"));
    }

    [Fact]
    public async Task AJobThatFails_SaysWhy_AndTheWorkerGoesOn()
    {
        _studio.Work();
        var missing = new { picture = $"sha256:{new string('0', 64)}" };
        using var refused = await _studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "upscale", input = missing });
        Assert.Equal(422, (int)refused.StatusCode);
        var id = await _studio.OrderOneAsync("imagine", new
        {
            prompts = new[] { new { text = "x" } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, start = "stored", iterations = 1,
        });
        var job = await _studio.UntilAsync(id, job => job.Text("state") is not ("queued" or "running"));
        Assert.Equal("failed", job.Text("state"));
        Assert.StartsWith("The model vqgan-toy has no stored drawings", job.GetProperty("error").Text("message"));
        await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 1)));
    }

    [Fact]
    public async Task Events_GoOnAfterTheLastOne()
    {
        using var reader = await ListenAsync(null);
        var (hello, _) = await NextAsync(reader);
        Assert.Equal("hello", hello);
        _studio.Work();
        await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", Toy.Imagine()));
        var seen = new List<(string Type, string? Id)>();
        while (seen.Count == 0 || seen[^1].Type != "job.finished")
        {
            seen.Add(await NextAsync(reader));
        }

        var stored = seen.Where(one => one.Id is not null).ToList();
        Assert.Equal(["job.queued", "job.running", "job.finished"], stored.Select(one => one.Type));
        Assert.All(seen.Except(stored), one => Assert.Equal("job.step", one.Type));

        using var again = await ListenAsync(stored[0].Id);
        await NextAsync(again);
        Assert.Equal(stored[1], await NextAsync(again));
        Assert.Equal(stored[2], await NextAsync(again));
    }

    [Fact]
    public async Task TheApi_DescribesItself()
    {
        var kinds = (await _studio.Http.GetFromJsonAsync<JsonElement>("/api/capabilities")).GetProperty("kinds").EnumerateArray().ToList();
        Assert.Equal(["imagine", "upscale", "paint"], kinds.Select(kind => kind.Text("name")));
        Assert.All(
            kinds.SelectMany(kind => kind.GetProperty("input").GetProperty("properties").EnumerateObject()),
            option => Assert.True(option.Value.Text("description").Length > 5));
        var iterations = kinds[0].GetProperty("input").GetProperty("properties").GetProperty("iterations");
        Assert.Equal((1, 1_000_000), (iterations.Number("minimum"), iterations.Number("maximum")));
        Assert.Contains("vqgan-toy", (await _studio.Http.GetStringAsync("/api/models")), StringComparison.Ordinal);
        var document = await _studio.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.All(
            document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.True(operation.Value.TryGetProperty("summary", out _), operation.ToString()));
        Assert.Equal("alive", await _studio.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready", await _studio.Http.GetStringAsync("/readyz"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("""{"kind":3}""")]
    [InlineData("""{"kind":"imagine"}""")]
    [InlineData("""{"kind":"no such","input":{}}""")]
    [InlineData("""{"kind":"imagine","input":[]}""")]
    [InlineData("""{"kind":"imagine","input":null}""")]
    [InlineData("""{"kind":"imagine","inputs":{}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompt":"a fox"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":null}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[null]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":" "}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x","weight":"1"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x","weight":1e9}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"/etc/passwd"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"file:///etc/passwd"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"http://169.254.169.254/"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"model":"/etc"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"model":"../models/vqgan-glyphs"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"clip":["/etc/passwd"]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"clip":[null]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"startPicture":"../../x.png"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"strength":0.5}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"iterations":0}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"iterations":1.5}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"seed":-1}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"width":1000000}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"optimizer":"lion"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}]},"count":0}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}]},"priority":1000}""")]
    [InlineData("""{"kind":"upscale","input":{}}""")]
    [InlineData("""{"kind":"paint","input":{"picture":"sha256:0","style":"oil"}}""")]
    public async Task ABadOrder_IsRefusedInOneSentence(string body)
    {
        using var response = await PostAsync(body);
        await AssertRefusedAsync(response);
        Assert.Equal(0, (await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/api/jobs/none")]
    [InlineData("GET", "/api/jobs?limit=0")]
    [InlineData("GET", "/api/jobs?limit=many")]
    [InlineData("GET", "/api/blobs/..%2f..%2fstudio.db")]
    [InlineData("GET", "/api/blobs/none")]
    [InlineData("GET", "/api/none")]
    [InlineData("PATCH", "/api/jobs")]
    [InlineData("POST", "/api/uploads")]
    [InlineData("POST", "/api/jobs/none/stop")]
    [InlineData("POST", "/api/work/claim")]
    [InlineData("PUT", "/api/work/none/checkpoint")]
    [InlineData("PUT", "/api/work/none/checkpoint?iteration=1")]
    public async Task ABadAddress_IsRefusedInOneSentence(string method, string address)
    {
        using var request = new HttpRequestMessage(new(method), address);
        using var response = await _studio.Http.SendAsync(request);
        await AssertRefusedAsync(response);
    }

    [Fact]
    public async Task WhatIsNoPicture_IsNotTaken()
    {
        var bomb = "<svg xmlns='http://www.w3.org/2000/svg' width='100000' height='100000'/>"u8.ToArray();
        foreach (var bytes in new[] { "hello"u8.ToArray(), [0x89, .. "PNG"u8], bomb })
        {
            using var response = await _studio.Http.PostAsync("/api/uploads", new ByteArrayContent(bytes));
            await AssertRefusedAsync(response);
        }

        using var large = await _studio.Http.PostAsync("/api/uploads", new ByteArrayContent(new byte[65 << 20]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task AnOrderThatIsTooLarge_IsNotRead()
    {
        using var response = await PostAsync(Json("imagine", new { prompts = new[] { new { text = new string('x', 2 << 20) } } }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await AssertRefusedAsync(response);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    public async Task ForeignPages_MayNotSpeakToIt(string header, string value)
    {
        using var response = await PostAsync(Json("imagine", Toy.Imagine()), (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await AssertRefusedAsync(response);
    }

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
        var order = Json("imagine", Toy.Imagine());
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

    private static async Task AssertRefusedAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)response.StatusCode, problem.Number("status"));
        var detail = problem.Text("detail");
        Assert.True(detail.Length is > 10 and < 400 && detail[^1] is '.' or '?', text);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Atelier.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', detail);
    }

    private async Task<StreamReader> ListenAsync(string? last)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        var response = await _studio.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<(string Type, string? Id)> NextAsync(StreamReader reader)
    {
        var (type, id) = ("", (string?)null);
        while (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line && (line.Length > 0 || type.Length == 0))
        {
            type = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : type;
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
        }

        return (type, id);
    }

    private async Task<JsonElement> StopAsync(string id, bool keep)
    {
        using var response = await _studio.Http.PostAsJsonAsync($"/api/jobs/{id}/stop", new { keep });
        return await JsonAsync(response);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _studio.Http.SendAsync(request);
    }

    private static string Json(string kind, object input) => JsonSerializer.Serialize(new { kind, input });

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static (int Width, int Height) Size(byte[] bytes)
    {
        var picture = Picture.Decode(bytes);
        return (picture.Width, picture.Height);
    }
}

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
public sealed class NativeFaceTests : NativeFace
{
    [Fact]
    public async Task AnOrder_IsAcceptedAndDone()
    {
        using var response = await PostAsync("""{"kind":"imagine","input":{"prompts":[{"text":"a red apple"}]},"count":3}""");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var jobs = (await JsonAsync(response)).GetProperty("jobs").EnumerateArray().ToList();
        Assert.Equal($"/api/jobs/{jobs[0].Text("id")}", response.Headers.Location!.ToString());
        Assert.Equal([0, 1, 2], jobs.Select(job => job.Number("position")));
        Assert.Equal(3, jobs.Select(job => job.GetProperty("input").GetProperty("seed").GetInt64()).Distinct().Count());
        Assert.Equal((128, 18), (jobs[0].GetProperty("input").Number("imagineWidth"), jobs[0].GetProperty("input").Number("iterations")));
        Assert.Equal("canceled", (await StopAsync(jobs[1].Text("id"), keep: false)).Text("state"));

        var list = await Studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs?state=queued&limit=1");
        Assert.Equal(jobs[2].Text("id"), list.GetProperty("items")[0].Text("id"));
        var next = await Studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs?state=queued&limit=5&before={list.Text("next")}");
        Assert.All(next.GetProperty("items").EnumerateArray(), job => Assert.NotEqual(jobs[2].Text("id"), job.Text("id")));
    }

    [Fact]
    public async Task AnOrder_ThatIsWaitedFor_AnswersWithItsPicture()
    {
        Studio.Work();
        using var response = await PostAsync(Json("imagine", Toy.Imagine()), ("Prefer", "wait=60"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var job = (await JsonAsync(response)).GetProperty("jobs")[0];
        var picture = Picture.Decode(await Studio.OutputAsync(job));
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        Assert.Equal(4, job.GetProperty("progress").Number("iteration"));
        Assert.True(job.GetProperty("progress").GetProperty("losses").GetProperty("red apple").GetDouble() != 0);

        var steps = await Studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{job.Text("id")}/steps");
        Assert.Equal([0, 1, 2, 3, 4], steps.EnumerateArray().Select(step => step.Number("iteration")));
        using var step = await Studio.Http.GetAsync($"/api/jobs/{job.Text("id")}/steps/4");
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
        Studio.Work();
        var upload = await Studio.UploadAsync(Picture.Blank(24, 16, new(200, 30, 40)).Encode(".png"));
        var mask = await Studio.UploadAsync(Picture.Blank(24, 16, Colour.Black).Encode(".png")); // all is kept
        var imagined = await Studio.OrderOneAsync("imagine", new
        {
            prompts = new object[] { new { text = "red: \"apple\" | 2" }, new { picture = upload, weight = 0.5 } }, model = "vqgan-toy",
            clip = new[] { "clip-toy" }, iterations = 2, startPicture = upload, mask, width = 48, height = 32, imagineWidth = 24,
            imagineHeight = 16, strength = 0.2, tile = "x",
        });
        var enlarged = await Studio.OrderOneAsync("upscale", new { picture = upload, width = 60, height = 50 });
        var painted = await Studio.OrderOneAsync("paint", new { picture = upload, strokes = 5, model = "painter-toy", size = 64 });

        var job = await Studio.DoneAsync(imagined);
        var kept = Picture.Decode(await Studio.OutputAsync(job));
        Assert.Equal((48, 32), (kept.Width, kept.Height));
        Assert.Equal([200, 30, 40], kept.Pixels[..3]);
        Assert.Equal("red\\: \\\"apple\\\" \\| 2", job.GetProperty("parameters").Text("prompt"));
        Assert.Equal(upload, job.GetProperty("parameters").Text("initImage")); // its name, and no path of a worker
        Assert.Equal(mask, job.GetProperty("parameters").GetProperty("edit").Text("mask"));
        Assert.Equal((60, 50), Size(await Studio.OutputAsync(await Studio.DoneAsync(enlarged))));
        job = await Studio.DoneAsync(painted);
        Assert.Equal(64, Size(await Studio.OutputAsync(job)).Width);
        Assert.Contains("strokes", Encoding.UTF8.GetString(await Studio.OutputAsync(job, "strokes")));
    }

    [Fact]
    public async Task AStop_KeepsWhatThereIs()
    {
        Studio.Work();
        var id = await Studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        await Studio.UntilAsync(id, job => job.GetProperty("progress").Number("iteration") > 2);
        await StopAsync(id, keep: true);
        var job = await Studio.DoneAsync(id);
        Assert.StartsWith("stopped at ", job.GetProperty("progress").Text("message"));
        Assert.Equal((32, 32), Size(await Studio.OutputAsync(job)));

        var discarded = await Studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        await Studio.UntilAsync(discarded, job => job.GetProperty("progress").Number("iteration") > 2);
        await StopAsync(discarded, keep: false);
        Assert.Equal("canceled", (await Studio.UntilAsync(discarded, job => job.Text("state") != "running")).Text("state"));
    }

    [Fact]
    public async Task AJobThatFails_SaysWhy_AndTheWorkerGoesOn()
    {
        Studio.Work();
        var missing = new { picture = $"sha256:{new string('0', 64)}" };
        using var refused = await Studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "upscale", input = missing });
        Assert.Equal(422, (int)refused.StatusCode);
        var id = await Studio.OrderOneAsync("imagine", new
        {
            prompts = new[] { new { text = "x" } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, start = "stored", iterations = 1,
        });
        var job = await Studio.UntilAsync(id, job => job.Text("state") is not ("queued" or "running"));
        Assert.Equal("failed", job.Text("state"));
        Assert.StartsWith("The model vqgan-toy has no stored drawings", job.GetProperty("error").Text("message"));
        await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 1)));
    }

    [Fact]
    public async Task Events_GoOnAfterTheLastOne()
    {
        using var reader = await ListenAsync(null);
        var (hello, _) = await NextAsync(reader);
        Assert.Equal("hello", hello);
        Studio.Work();
        await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", Toy.Imagine()));
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
        var kinds = (await Studio.Http.GetFromJsonAsync<JsonElement>("/api/capabilities")).GetProperty("kinds").EnumerateArray().ToList();
        Assert.Equal(
            ["imagine", "upscale", "paint", "sample", "reconstruct", "complete", "grid", "film", "create", "train", "get-model"],
            kinds.Select(kind => kind.Text("name")));
        Assert.All(
            kinds.SelectMany(kind => kind.GetProperty("input").GetProperty("properties").EnumerateObject()),
            option => Assert.True(option.Value.Text("description").Length > 5));
        var iterations = kinds[0].GetProperty("input").GetProperty("properties").GetProperty("iterations");
        Assert.Equal((1, 1_000_000), (iterations.Number("minimum"), iterations.Number("maximum")));
        Assert.Contains("vqgan-toy", (await Studio.Http.GetStringAsync("/api/models")), StringComparison.Ordinal);
        var document = await Studio.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.All(
            document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.True(operation.Value.TryGetProperty("summary", out _), operation.ToString()));
        Assert.Equal("alive", await Studio.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready", await Studio.Http.GetStringAsync("/readyz"));
    }

    private async Task<StreamReader> ListenAsync(string? last)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        var response = await Studio.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
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
        using var response = await Studio.Http.PostAsJsonAsync($"/api/jobs/{id}/stop", new { keep });
        return await JsonAsync(response);
    }

    private static (int Width, int Height) Size(byte[] bytes)
    {
        var picture = Picture.Decode(bytes);
        return (picture.Width, picture.Height);
    }
}

using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Images;

#pragma warning disable OPENAI001, MEAI001 // clients that are still marked as previews

namespace Atelier.Studio.Tests.Faces;

/// <summary>OpenAI's images, driven by clients that others wrote and by requests of their kind.</summary>
[Collection("studio")]
public sealed class OpenAiFaceTests : IAsyncLifetime
{
    private const string Model = "vqgan-toy";
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync() => _studio = await RunningStudio.StartAsync(options => options with
    {
        Silence = TimeSpan.FromMilliseconds(40), // answers begin with white space: the clients must cope
    });

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task OpenAisOwnClient_MakesEditsAndVaries()
    {
        _studio.Work();
        var client = Client();
        var made = await client.GenerateImageAsync(
            "a red apple", new() { Size = GeneratedImageSize.W256xH256, ResponseFormat = GeneratedImageFormat.Bytes });
        Assert.Equal((256, 256), Size(made.Value.ImageBytes.ToArray()));
        var named = await client.GenerateImagesAsync("a red apple", 2, new() { ResponseFormat = GeneratedImageFormat.Uri });
        Assert.Equal(2, named.Value.Count);
        Assert.Equal((512, 512), Size(await _studio.Http.GetByteArrayAsync(named.Value[1].ImageUri)));

        var file = Path.Combine(_studio.Folder, "a.png");
        await File.WriteAllBytesAsync(file, Picture.Blank(32, 32, new(200, 30, 40)).Encode(".png"));
        var mask = Path.Combine(_studio.Folder, "mask.png");
        await File.WriteAllBytesAsync(mask, new Picture(32, 32, 4, [.. Enumerable.Repeat((byte)255, 32 * 32 * 4)]).Encode(".png"));
        var kept = await client.GenerateImageEditAsync(file, "make it blue", mask, new() { Size = GeneratedImageSize.W256xH256 });
        Assert.Equal([200, 30, 40], Picture.Decode(kept.Value.ImageBytes.ToArray()).Pixels[..3]); // an opaque mask keeps all
        Assert.NotNull((await client.GenerateImageEditAsync(file, "make it blue")).Value.ImageBytes);
        Assert.NotNull((await client.GenerateImageVariationAsync(file)).Value.ImageBytes);
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.GenerateImageAsync(" "));
        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public async Task ExtensionsAi_MakesAPicture()
    {
        _studio.Work();
        using var generator = Client().AsIImageGenerator();
        var response = await generator.GenerateAsync(
            new ImageGenerationRequest("a red apple"),
            new() { Count = 1, ImageSize = new(256, 256), ResponseFormat = ImageGenerationResponseFormat.Data });
        Assert.Equal((256, 256), Size(Assert.IsType<DataContent>(Assert.Single(response.Contents)).Data.ToArray()));
    }

    [Fact]
    public async Task AStream_ShowsThePictureAsItForms()
    {
        _studio.Work();
        using var response = await PostAsync(new { prompt = "x", model = Model, stream = true, partial_images = 3, size = "64x64" });
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('\n'))
            .Select(lines => (Name: lines[0][7..], Data: JsonSerializer.Deserialize<JsonElement>(lines[1][6..])))
            .ToList();
        Assert.Equal("image_generation.completed", events[^1].Name);
        Assert.All(events[..^1], part => Assert.Equal("image_generation.partial_image", part.Data.Text("type")));
        Assert.Equal(Enumerable.Range(0, events.Count - 1), events[..^1].Select(part => part.Data.Number("partial_image_index")));
        Assert.Equal((64, 64), Size(Convert.FromBase64String(events[^1].Data.Text("b64_json"))));
    }

    [Fact]
    public async Task APrompt_IsLiteral()
    {
        using var stop = new CancellationTokenSource();
        var answer = PostAsync(new { prompt = "a sign: open | closed", model = Model, n = 2, quality = "high" }, stop.Token);
        var job = await FirstJobAsync(answer);
        Assert.Equal("a sign: open | closed", job.GetProperty("input").GetProperty("prompts")[0].Text("text"));
        Assert.Equal(12, job.GetProperty("input").Number("iterations")); // twice the toy's own
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal("queued", (await _studio.JobAsync(job.Text("id"))).Text("state")); // a caller that goes away takes no job along
    }

    [Fact]
    public async Task ARetry_JoinsTheFirstRequest()
    {
        using var stop = new CancellationTokenSource();
        var body = new { prompt = "x", model = Model };
        var first = PostAsync(body, stop.Token);
        await FirstJobAsync(first);
        var again = PostAsync(body, stop.Token, ("x-stainless-retry-count", "1"));
        await Task.Delay(300);
        Assert.Equal(1, (await JobsAsync()).GetArrayLength());
        _studio.Work();
        var answers = await Task.WhenAll((await first).Content.ReadAsStringAsync(), (await again).Content.ReadAsStringAsync());
        Assert.Equal(Base64(answers[0]), Base64(answers[1]));
    }

    [Fact]
    public async Task Models_AreListed()
    {
        var list = await _studio.Http.GetFromJsonAsync<JsonElement>("/v1/models");
        Assert.Contains(Model, list.GetProperty("data").EnumerateArray().Select(model => model.Text("id")));
        Assert.DoesNotContain("clip-toy", list.ToString(), StringComparison.Ordinal);
        Assert.Equal("model", (await _studio.Http.GetFromJsonAsync<JsonElement>($"/v1/models/{Model}")).Text("object"));
        using var options = new HttpRequestMessage(HttpMethod.Options, "/v1/images/generations");
        using var there = await _studio.Http.SendAsync(options);
        Assert.Equal(HttpStatusCode.NoContent, there.StatusCode);
        using var unknown = await _studio.Http.GetAsync("/v1/models/none");
        Assert.Equal((404, "model_not_found"), ((int)unknown.StatusCode, (await ErrorAsync(unknown)).Text("code")));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{}""", "prompt")]
    [InlineData("""{"prompt":"x","prompt":3}""", "prompt")]
    [InlineData("""{"prompt":3}""", "prompt")]
    [InlineData("""{"prompt":" "}""", "prompt")]
    [InlineData("""{"prompt":"x","n":0}""", "n")]
    [InlineData("""{"prompt":"x","n":11}""", "n")]
    [InlineData("""{"prompt":"x","n":"many"}""", "n")]
    [InlineData("""{"prompt":"x","size":"big"}""", "size")]
    [InlineData("""{"prompt":"x","size":"1x1"}""", "size")]
    [InlineData("""{"prompt":"x","size":"99999x99999"}""", "size")]
    [InlineData("""{"prompt":"x","size":512}""", "size")]
    [InlineData("""{"prompt":"x","quality":"best"}""", "quality")]
    [InlineData("""{"prompt":"x","output_format":"gif"}""", "output_format")]
    [InlineData("""{"prompt":"x","response_format":"file"}""", "response_format")]
    [InlineData("""{"prompt":"x","partial_images":4}""", "partial_images")]
    [InlineData("""{"prompt":"x","stream":"perhaps"}""", "stream")]
    [InlineData("""{"prompt":"x","model":"/etc/passwd"}""", "model")]
    [InlineData("""{"prompt":"x","background":"transparent"}""", "background")]
    public async Task ABadRequest_IsRefusedInOneSentence(string body, string? field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _studio.Http.PostAsync("/v1/images/generations", content);
        Assert.True((int)response.StatusCode is 400 or 404, $"{(int)response.StatusCode}");
        var error = await ErrorAsync(response);
        Assert.Equal("invalid_request_error", error.Text("type"));
        Assert.Equal(field, error.GetProperty("param").GetString());
        Assert.True(error.Text("message").Length > 10 && !error.Text("message").Contains("System.", StringComparison.Ordinal), $"{error}");
        Assert.True(response.Headers.Contains("x-request-id"));
        Assert.Equal(0, (await JobsAsync()).GetArrayLength());
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"http://127.0.0.1/a.png"}]}""")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"file:///etc/passwd"}]}""")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA"}]}""")]
    [InlineData("""{"prompt":"x","images":[{"file_id":"../../a"}]}""")]
    [InlineData("""{"prompt":"x","images":[null]}""")]
    public async Task APictureFromElsewhere_IsNotFetched(string body)
    {
        using var response = await _studio.Http.PostAsync("/v1/images/edits", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{(int)response.StatusCode}");
        Assert.Equal("invalid_request_error", (await ErrorAsync(response)).Text("type"));
    }

    private ImageClient Client() => new(
        Model, new ApiKeyCredential("sk-x"), new OpenAIClientOptions { Endpoint = new(_studio.Address, "v1") });

    private async Task<HttpResponseMessage> PostAsync(
        object body, CancellationToken cancel = default, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _studio.Http.SendAsync(request, cancel);
    }

    private async Task<JsonElement> JobsAsync() => (await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs")).GetProperty("items");

    private async Task<JsonElement> FirstJobAsync(Task<HttpResponseMessage> answer)
    {
        while (true)
        {
            Assert.True(!answer.IsCompleted || (await answer).IsSuccessStatusCode, "the request was refused");
            var jobs = await JobsAsync();
            if (jobs.GetArrayLength() > 0)
            {
                return jobs[0];
            }

            await Task.Delay(20);
        }
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");

    private static string Base64(string answer) => JsonSerializer.Deserialize<JsonElement>(answer).GetProperty("data")[0].Text("b64_json");

    private static (int Width, int Height) Size(byte[] bytes)
    {
        var picture = Picture.Decode(bytes);
        return (picture.Width, picture.Height);
    }
}

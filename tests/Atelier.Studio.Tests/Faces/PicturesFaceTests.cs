using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>The gallery, words and thumbnails over HTTP.</summary>
[Collection("studio")]
public sealed class PicturesFaceTests : IAsyncLifetime
{
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await RunningStudio.StartAsync();
        _studio.Work();
    }

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task AJobsPicture_IsInTheGallery_WithItsFamily()
    {
        var job = await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", Toy.Imagine()));
        var steps = await _studio.Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{job.Text("id")}/steps?after=2");
        Assert.Equal([3, 4], steps.EnumerateArray().Select(step => step.GetProperty("iteration").GetInt32()));
        var step = $"sha256:{steps[0].Text("url").Split('/')[^1]}";
        await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", new
        {
            prompts = new[] { new { text = "red apple" } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2,
            startPicture = step,
        }));

        var page = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures?q=appl&limit=1");
        Assert.Equal(2, page.GetProperty("total").GetInt32());
        var branch = page.GetProperty("items")[0];
        Assert.Equal("red apple", branch.Text("title"));
        var next = await _studio.Http.GetFromJsonAsync<JsonElement>($"/api/pictures?q=appl&limit=1&before={page.GetProperty("next")}");
        var first = next.GetProperty("items")[0];
        Assert.Equal(job.Text("id"), first.Text("job"));

        var details = await _studio.Http.GetFromJsonAsync<JsonElement>($"/api/pictures/{branch.GetProperty("number")}");
        Assert.Equal(first.GetProperty("number").GetInt64(), details.GetProperty("madeFrom")[0].GetProperty("number").GetInt64());
        Assert.Equal(step, details.GetProperty("input").Text("startPicture"));
    }

    [Fact]
    public async Task AStepThatIsTaken_IsAPicture_Once()
    {
        var job = await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", Toy.Imagine()));
        foreach (var _ in new int[2])
        {
            using var taken = await _studio.Http.PostAsync($"/api/jobs/{job.Text("id")}/steps/2/take", null);
            Assert.Equal("step-2", (await taken.Content.ReadFromJsonAsync<JsonElement>()).Text("name"));
        }

        var page = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures");
        Assert.Equal(["step-2", "picture"], page.GetProperty("items").EnumerateArray().Select(one => one.Text("name")));
        var number = page.GetProperty("items")[0].GetProperty("number").GetInt64();
        using var starred = await _studio.Http.PatchAsJsonAsync($"/api/pictures/{number}", new { starred = true });
        Assert.Equal(200, (int)starred.StatusCode);
        var found = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures?starred=true");
        Assert.Equal(number, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("number").GetInt64());
        using var missing = await _studio.Http.PostAsync($"/api/jobs/{job.Text("id")}/steps/99/take", null);
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Fact]
    public async Task LargePictures_HaveSmallCopies()
    {
        var id = await _studio.UploadAsync(Picture.Blank(1000, 500, new(10, 20, 30)).Encode(".png"));
        var url = $"/api/blobs/{id["sha256:".Length..]}/thumb";
        foreach (var _ in new int[2]) // made, then read
        {
            var small = Picture.Decode(await _studio.Http.GetByteArrayAsync(url));
            Assert.Equal((320, 160), (small.Width, small.Height));
        }

        using var missing = await _studio.Http.GetAsync($"/api/blobs/{new string('0', 64)}/thumb");
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Fact]
    public async Task Words_AreKnownOrNot()
    {
        var known = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/words?text=a%20zorgle%20by%20a%20house&text=red%20apple");
        Assert.Equal(["zorgle"], known[0].GetProperty("unknown").EnumerateArray().Select(word => word.GetString()!));
        Assert.Contains("house", known[0].GetProperty("known").EnumerateArray().Select(word => word.GetString()!));
        Assert.Empty(known[1].GetProperty("unknown").EnumerateArray());
        var path = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/words?text=zorgle&model=/etc");
        Assert.Empty(path[0].GetProperty("unknown").EnumerateArray());
    }

    [Fact]
    public async Task AnUpload_SaysHowItWasMade()
    {
        var options = new ImagineOptions { Prompt = "a fox:0.5|snow", Seed = 12, Iterations = 9, InitImage = "/home/somebody/a.png" };
        var found = await FoundAsync(Picture.Blank(16, 16, new(1, 2, 3)).Encode(".png", options.Texts()));
        var input = found.GetProperty("input");
        Assert.Equal(("imagine", 12), (found.Text("kind"), input.GetProperty("seed").GetInt32()));
        Assert.Equal(["a fox", "snow"], input.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.Text("text")));
        Assert.Equal(0.5, input.GetProperty("prompts")[0].GetProperty("weight").GetDouble());
        Assert.False(input.TryGetProperty("startPicture", out _)); // a file of another machine
        Assert.Equal(JsonValueKind.Null, (await FoundAsync(Picture.Blank(16, 16, new(9, 2, 3)).Encode(".png"))).ValueKind);

        var job = await _studio.DoneAsync(await _studio.OrderOneAsync("imagine", Toy.Imagine()));
        var own = await FoundAsync(await _studio.OutputAsync(job));
        Assert.Equal(1, own.GetProperty("picture").GetInt64());
        Assert.Equal($"{job.GetProperty("input")}", $"{own.GetProperty("input")}");
    }

    private async Task<JsonElement> FoundAsync(byte[] picture)
    {
        using var answer = await _studio.Http.PostAsync("/api/uploads", new ByteArrayContent(picture));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("found");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Boards over HTTP, and the pictures of jobs that make several.</summary>
[Collection("studio")]
public sealed class BoardsFaceTests : NativeFace
{
    [Fact]
    public async Task Boards_HoldPictures_UntilTheyAreTakenAway()
    {
        Studio.Work();
        await Studio.DoneAsync(await Studio.OrderOneAsync("grid", new
        {
            prompt = "{red|blue} apple", model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2, start = "codes",
        }));
        Assert.Equal(["red apple", "blue apple"], await TitlesAsync(""));
        Assert.Equal(["blue apple"], await TitlesAsync("?q=blue"));
        var numbers = (await PicturesAsync("")).Select(one => one.Number("number")).ToList();

        var fruit = await AddAsync("Fruit");
        using (var twice = await Studio.Http.PostAsJsonAsync("/api/boards", new { name = " Fruit " }))
        {
            Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
            await AssertRefusedAsync(twice);
        }

        foreach (var _ in new int[2])
        {
            using var put = await Studio.Http.PutAsync($"/api/boards/{fruit}/pictures/{numbers[1]}", null);
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        }

        Assert.Equal(["blue apple"], await TitlesAsync($"?board={fruit}"));
        var board = (await Studio.Http.GetFromJsonAsync<JsonElement>("/api/boards"))[0];
        Assert.Equal(("Fruit", 1), (board.Text("name"), board.Number("count")));
        Assert.EndsWith("/thumb", board.Text("cover"), StringComparison.Ordinal);
        var details = await Studio.Http.GetFromJsonAsync<JsonElement>($"/api/pictures/{numbers[1]}");
        Assert.Equal(fruit, details.GetProperty("boards")[0].Text("id"));
        Assert.Contains(details.GetProperty("outputs").EnumerateArray(), output => output.Text("name") == "sheet");

        await AddAsync("Other");
        using (var taken = await Studio.Http.PatchAsJsonAsync($"/api/boards/{fruit}", new { name = "Other" }))
        {
            Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        }

        using (var renamed = await Studio.Http.PatchAsJsonAsync($"/api/boards/{fruit}", new { name = "Apples" }))
        {
            Assert.Equal("Apples", (await JsonAsync(renamed)).Text("name"));
        }

        using (await Studio.Http.DeleteAsync($"/api/boards/{fruit}/pictures/{numbers[1]}"))
        {
            Assert.Empty(await TitlesAsync($"?board={fruit}"));
        }

        using var gone = await Studio.Http.DeleteAsync($"/api/boards/{fruit}");
        using var missing = await Studio.Http.DeleteAsync($"/api/boards/{fruit}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(2, (await TitlesAsync("")).Count);
    }

    private async Task<string> AddAsync(string name)
    {
        using var answer = await Studio.Http.PostAsJsonAsync("/api/boards", new { name });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await JsonAsync(answer)).Text("id");
    }

    private async Task<IReadOnlyList<JsonElement>> PicturesAsync(string query) =>
        [.. (await Studio.Http.GetFromJsonAsync<JsonElement>($"/api/pictures{query}")).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<string>> TitlesAsync(string query) =>
        [.. (await PicturesAsync(query)).Select(one => one.Text("title"))];
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Tests.Server;

[Collection("studio")]
public sealed class RateLimitTests
{
    [Fact]
    public async Task AnArtist_WhoSendsTooMuch_IsAskedToWait_AndOthersAreNot()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-rate-").FullName;
        string ada, eve;
        await using (var database = await Database.OpenAsync(folder))
        {
            var keys = new Keys(database, TimeProvider.System);
            await keys.EnsureLocalUserAsync();
            (ada, eve) = (await keys.CreateAsync("ada", "artist"), await keys.CreateAsync("eve", "artist"));
        }

        await using var studio = await RunningStudio.StartInAsync(folder, options => options with { RequestsPerMinute = 20 });
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 30; i++)
        {
            answers.Add(await GetAsync(studio, ada));
        }

        Assert.All(answers.Take(20), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var refused = answers.Last();
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains(
            "More than 20 requests a minute",
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(studio, eve)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(studio, null)).StatusCode); // this machine's own user is not limited
        answers.ForEach(answer => answer.Dispose());
    }

    private static Task<HttpResponseMessage> GetAsync(RunningStudio studio, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        return studio.Http.SendAsync(request);
    }
}

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

/// <summary>Requests to a studio's own API.</summary>
public abstract class NativeFace : IAsyncLifetime
{
    internal RunningStudio Studio { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Studio = await RunningStudio.StartAsync();

    public async ValueTask DisposeAsync() => await Studio.DisposeAsync();

    protected static async Task AssertRefusedAsync(HttpResponseMessage response)
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

    protected async Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Studio.Http.SendAsync(request);
    }

    protected static string Json(string kind, object input) => JsonSerializer.Serialize(new { kind, input });

    protected static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Page;

/// <summary>How the page's files are served.</summary>
[Collection("studio")]
public sealed partial class PageFilesTests : IAsyncLifetime
{
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync() => _studio = await RunningStudio.StartAsync();

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task ThePage_IsServedWithAStrictPolicy()
    {
        using var answer = await _studio.Http.GetAsync("/");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(InlineCode(), text);
    }

    [Fact]
    public async Task EveryFileThatIsNamed_IsThere_AndFromHere()
    {
        var (seen, next) = (new HashSet<string>(), new Queue<string>(["/"]));
        while (next.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            using var answer = await _studio.Http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, path);
            var text = await answer.Content.ReadAsStringAsync();
            foreach (var name in NamedFiles().Matches(text).Select(match => match.Groups["path"].Value))
            {
                next.Enqueue(new Uri(new Uri(_studio.Address, path), name).AbsolutePath);
            }
        }

        Assert.Contains("/vendor/lit/lit-html.js", seen);
        Assert.True(seen.Count > 25, string.Join(' ', seen));
    }

    [Fact]
    public async Task AFileThatHasNotChanged_IsNotSentAgain()
    {
        using var first = await _studio.Http.GetAsync("/app.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _studio.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);

        using var packed = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        packed.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var third = await _studio.Http.SendAsync(packed);
        Assert.Contains("gzip", third.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task WhereKeysAreNeeded_ThePageComesAndTheApiDoesNot()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-keys-").FullName;
        await using (var database = await Database.OpenAsync(folder))
        {
            await new Keys(database, TimeProvider.System).CreateAsync("ada", "artist");
        }

        await using var studio = await RunningStudio.StartInAsync(folder, options => options with { Listen = new(IPAddress.Any, 0) });
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{studio.Address.Port}") };
        using var page = await http.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var path in new[] { "/api/jobs", "/api/pictures", "/api/words?text=a", "/api/events" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var refused = await http.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:""")]
    private static partial Regex InlineCode();

    [GeneratedRegex("""(?:from\s*|import\s*|src=|href=)["'](?<path>\.{0,2}/[^"'#$?]+\.\w+)["']""")]
    private static partial Regex NamedFiles();
}

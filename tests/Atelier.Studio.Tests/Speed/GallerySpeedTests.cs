using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Speed;

[Collection("studio")]
[Trait("Category", "Slow")]
public sealed class SqliteGallerySpeedTests : GallerySpeedTests
{
    [Fact]
    public Task FiftyThousand_AreServedWithoutAPause() => MeasureAsync(null);
}

[Collection("postgres")]
[Trait("Category", "Slow")]
public sealed class PostgresGallerySpeedTests(PostgresServer server) : GallerySpeedTests
{
    [Fact]
    public async Task FiftyThousand_AreServedWithoutAPause() => await MeasureAsync(await server.NewDatabaseAsync());
}

/// <summary>What the gallery asks for, over HTTP, of fifty thousand pictures: each with a job, a file and steps of its own, of many words,
/// and some made from others.</summary>
public abstract class GallerySpeedTests
{
    private const int Pictures = 50_000;
    private const int StepsOfEach = 4;
    private const int Together = 250;
    private const int Times = 20;
    private static readonly TimeSpan s_most = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_selection = TimeSpan.FromSeconds(2); // until two hundred are deleted
    private static readonly string[] s_things = ["fox", "house", "tree", "boat", "apple", "owl", "star", "cup"];
    private static readonly string[] s_places = ["snow", "harbour", "meadow", "kitchen", "moonlight"];

    private static string[] Views =>
    [
        "/api/pictures", "/api/pictures?limit=200", "/api/pictures?before=25000&limit=200", "/api/pictures?before=150",
        "/api/pictures?q=fox", "/api/pictures?q=a", "/api/pictures?q=fox%20moon", "/api/pictures?q=fox&before=300",
        "/api/pictures?q=variant%2049999",
        "/api/pictures?q=nothing", "/api/pictures?kind=paint", "/api/pictures?kind=upscale", "/api/pictures?starred=true",
        "/api/pictures?starred=true&q=owl&kind=imagine", "/api/pictures/50000", "/api/pictures/1", "/api/pictures/11",
    ];

    private protected static async Task MeasureAsync(string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-gallery-").FullName;
        string artist;
        await using (var database = await Database.OpenAsync(folder, postgres))
        {
            await new Keys(database, TimeProvider.System).EnsureLocalUserAsync();
            artist = await new Keys(database, TimeProvider.System).CreateAsync("ada", "artist");
            await FillAsync(database);
        }

        await using var studio = await RunningStudio.StartInAsync(
            folder, options => options with { Postgres = postgres, RequestsPerMinute = 100_000 });
        var all = await studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures");
        Assert.Equal(Pictures, all.Number("total"));
        var slow = new List<string>();
        foreach (var key in new[] { null, artist })
        {
            foreach (var view in Views.Where(view => key is null || !view.StartsWith("/api/pictures/", StringComparison.Ordinal)))
            {
                var (median, longest) = await TimeAsync(studio.Http, view, key);
                var (middle, most) = (median.TotalMilliseconds, longest.TotalMilliseconds);
                var line = $"{(key is null ? "all" : "own")} {view}: median {middle:F1} ms, longest {most:F1} ms";
                TestContext.Current.TestOutputHelper?.WriteLine(line);
                slow.AddRange(median < s_most ? [] : [line]);
            }
        }

        Assert.Empty(slow);
        var clock = Stopwatch.StartNew();
        using var deleted = await studio.Http.DeleteAsync(
            $"/api/pictures?{string.Join('&', Enumerable.Range(1000, 200).Select(number => $"number={number}"))}");
        TestContext.Current.TestOutputHelper?.WriteLine($"200 are deleted in {clock.Elapsed.TotalMilliseconds:F0} ms");
        Assert.Equal(200, (await deleted.Content.ReadFromJsonAsync<JsonElement>()).Number("deleted"));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, s_selection);
    }

    private static async Task<(TimeSpan Median, TimeSpan Longest)> TimeAsync(HttpClient http, string view, string? key)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Times; i++)
        {
            var clock = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(HttpMethod.Get, view);
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using var answer = await http.SendAsync(request);
            times.Add(clock.Elapsed);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        times.Sort();
        return (times[Times / 2], times[^1]);
    }

    // every tenth is a painting of the one before it; every hundredth is ada's
    private static async Task FillAsync(Database database)
    {
        var ada = await database.ReadAsync(session => session.FirstAsync<string>("select id from users where name = 'ada'"));
        for (var first = 1; first <= Pictures; first += Together)
        {
            var numbers = Enumerable.Range(first, Together).ToList();
            await database.WriteAsync(async session =>
            {
                await InsertAsync(
                    session, "blobs (sha256, bytes, type, width, height, created_at)",
                    numbers.SelectMany(i => Files(i).Select(file => $"('{file}',1,'image/png',512,512,{i})")));
                await InsertAsync(
                    session, "jobs (id, user_id, batch_id, batch_index, kind, input, inputs, source, state, created_at)",
                    numbers.Select(i => $"('j{i}','{User(i)}','j{i}',0,'{Kind(i)}','{{}}','{Sources(i)}','api','succeeded',{i})"));
                await InsertAsync(
                    session, "steps (job_id, iteration, sha256)",
                    numbers.SelectMany(i => Files(i).Skip(1).Select((file, step) => $"('j{i}',{step},'{file}')")));
                await InsertAsync(
                    session, "pictures (user_id, job_id, name, sha256, kind, title, words, starred, created_at)",
                    numbers.Select(i => $"('{User(i)}','j{i}','picture','{File(i)}','{Kind(i)}','{Title(i)}'," +
                        $"'{Title(i)} {Kind(i)} vqgan-glyphs',{(i % 50 == 0 ? 1 : 0)},{i})"));
                var made = numbers.Where(i => Kind(i) != "imagine").ToList();
                await InsertAsync(session, "picture_sources (number, sha256)", made.Select(i => $"({i},'{File(i - 1)}')"));
            });
        }

        foreach (var table in new[] { "blobs", "jobs", "steps", "pictures", "picture_sources" })
        {
            await database.WriteAsync(session => session.RunAsync($"analyze {table}")); // as databases do by themselves before long
        }

        string User(int i) => i % 100 == 0 ? ada! : Caller.LocalUser;
    }

    private static Task<int> InsertAsync(Session session, string table, IEnumerable<string> rows) =>
        session.RunAsync($"insert into {table} values {string.Join(',', rows)}");

    private static string Kind(int i) => (i % 10) switch { 0 => "paint", 1 when i > 1 => "upscale", _ => "imagine" };

    private static string Sources(int i) => Kind(i) == "imagine" ? "[]" : $"[\"{File(i - 1)}\"]";

    private static string Title(int i) => string.Create(
        CultureInfo.InvariantCulture,
        $"a {s_things[i % s_things.Length]} and a {s_things[i / 8 % s_things.Length]} in {s_places[i % s_places.Length]} variant {i}");

    private static string File(int i) => $"{i:x8}";

    private static IEnumerable<string> Files(int i) => [File(i), .. Enumerable.Range(1, StepsOfEach).Select(step => $"{i:x8}-{step}")];
}

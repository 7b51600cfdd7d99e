using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>Makes the pictures of docs/studio.md anew, with the shipped models, in the folder that <c>ATELIER_PICTURES</c> names.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class DocumentationPictures(Browser browser) : PageJourney(browser)
{
    private const int Quality = 82; // of JPEG
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("ATELIER_PICTURES");

    private static readonly string[] s_subjects =
    [
        "a sunflower", "a castle", "a red apple", "a fox", "a green tree", "a rocket", "a fish", "a mushroom", "a golden star", "a guitar",
    ];

    public override async ValueTask InitializeAsync()
    {
        if (s_folder is not null)
        {
            Environment.SetEnvironmentVariable("ATELIER_MODELS", null); // those of the tests are not shown
        }

        await base.InitializeAsync();
    }

    [Fact]
    public async Task EveryView_IsShown()
    {
        Assert.SkipWhen(s_folder is null, "ATELIER_PICTURES names the folder for the pictures of the documentation.");
        var made = new List<JsonElement>();
        foreach (var (seed, subject) in s_subjects.Index())
        {
            made.Add(await MakeAsync("imagine", Imagine(subject, seed)));
        }

        var (castle, apple) = (Picture(made[1]), Picture(made[2]));
        await MakeAsync("paint", new { picture = apple, style = "watercolour" });
        await MakeAsync("paint", new { picture = castle, style = "oil", film = true });
        await MakeAsync("grid", new
        {
            prompt = "a {red|green|golden} apple", y = new { name = "seed", values = new[] { "1", "2" } }, iterations = 25,
        });
        await MakeAsync("film", new
        {
            scenes = new[] { new { text = "a green tree" }, new { text = "a red tree" }, new { text = "a white tree" } },
            seconds = 1, fps = 8, iterations = 25, frameIterations = 1, seed = 5,
        });
        await MakeAsync("create", new
        {
            prompts = new[] { new { text = "a castle" } }, ideas = 3, iterations = 25, style = "oil", seed = 2,
        });
        await MakeAsync("train", new
        {
            recipe = "gan-mnist", steps = 300, batch = 32,
            set = new[] { "training.log_every=5", "training.sample_every=30", "training.test_pictures=8" },
        });
        await StarAndSortAsync();
        await ShowEndedAsync(castle);
        await ShowRunningAsync();
    }

    private async Task ShowEndedAsync(string castle)
    {
        var shelf = await Studio.Http.GetFromJsonAsync<JsonElement>("/api/pictures?kind=paint");
        var painting = shelf.GetProperty("items")[0].Number("number");
        await using var open = await OpenAsync();
        await ShowAsync(open, "gallery", "studio-gallery");
        await ShowAsync(open, $"picture/{painting}", "studio-picture");
        await ShowAsync(open, "compare/1/9", "studio-compare");
        await ShowMadeAsync(open, "upscale", castle, "studio-upscale");
        await ShowAsync(open, "grid", "studio-grid");
        await ShowAsync(open, "film", "studio-film");
        await ShowAsync(open, "create", "studio-create");
        await ShowAsync(open, "models", "studio-models");
        await ShowAsync(open, "training", "studio-training");
        await ShowAsync(open, "settings", "studio-settings");
        await open.GoAsync($"picture/{painting}");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Watch it being painted" }).ClickAsync();
        await open.Page.GetByLabel("Strokes", new() { Exact = true }).FillAsync("800");
        await open.Page.Locator("stroke-player").ScrollIntoViewIfNeededAsync();
        await SaveAsync(open, "studio-strokes");
        await using var dark = await OpenAsync(isDark: true);
        await ShowMadeAsync(dark, "paint", castle, "studio-paint");
    }

    private async Task ShowRunningAsync()
    {
        const int Long = 400;
        var running = await Studio.OrderOneAsync("imagine", new
        {
            prompts = new[]
            {
                new { text = "a castle", weight = 1.0 }, new { text = "a night sky", weight = 0.6 }, new { text = "blur", weight = -0.3 },
            },
            iterations = Long, seed = 21,
        });
        foreach (var subject in s_subjects.Take(3))
        {
            await Studio.OrderOneAsync("imagine", Imagine(subject, 31));
        }

        using var canceled = await Studio.Http.PostAsJsonAsync(
            $"/api/jobs/{await Studio.OrderOneAsync("imagine", Imagine("a mountain", 32))}/stop", new { keep = false });
        await Studio.UntilAsync(running, job => job.GetProperty("progress").Number("iteration") >= 60);
        await using var open = await OpenAsync();
        await ShowAsync(open, "queue", "studio-queue");
        await open.Page.SetViewportSizeAsync(1280, 960);
        await open.GoAsync($"studio?job={running}");
        await open.Page.GetByRole(AriaRole.Textbox).First.FillAsync("a castle | a night sky:0.6 | blur:-0.3");
        await SaveAsync(open, "studio");
        await using var phone = await OpenAsync(isPhone: true);
        await phone.GoAsync($"studio?job={running}");
        await phone.Page.EvaluateAsync("() => document.querySelector('.stage').scrollIntoView()");
        await SaveAsync(phone, "studio-phone");
        await open.Page.SetViewportSizeAsync(1280, 800);
        await open.Page.GetByLabel("Weight of a night sky from now on").FillAsync("1.5");
        await Studio.UntilAsync(running, job => job.GetProperty("input").TryGetProperty("steering", out _));
        await open.Page.Locator("weight-sliders").ScrollIntoViewIfNeededAsync();
        await open.Page.EvaluateAsync("() => scrollBy(0, 300)");
        await SaveAsync(open, "studio-steer");
        using var stop = await Studio.Http.PostAsJsonAsync($"/api/jobs/{running}/stop", new { keep = false });
    }

    private async Task StarAndSortAsync()
    {
        using var star = await Studio.Http.PatchAsJsonAsync("/api/pictures/2", new { starred = true });
        using var board = await Studio.Http.PostAsJsonAsync("/api/boards", new { name = "Castles" });
        var id = (await board.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
        using var put = await Studio.Http.PutAsync($"/api/boards/{id}/pictures/2", null);
        using var key = await Studio.Http.PostAsJsonAsync("/api/keys", new { user = "ada", role = "artist" });
        Assert.All(new[] { star, board, put, key }, answer => Assert.True(answer.IsSuccessStatusCode));
    }

    private static async Task ShowAsync(OpenPage open, string view, string name)
    {
        await open.GoAsync(view);
        await SaveAsync(open, name);
    }

    // as somebody makes it: with the picture below
    private static async Task ShowMadeAsync(OpenPage open, string kind, string picture, string name)
    {
        await open.GoAsync($"{kind}?picture={picture}");
        await open.Page.Locator(".side button.main").ClickAsync();
        await Expect(open.Page.Locator("work-result .state")).ToHaveTextAsync("done");
        await SaveAsync(open, name);
    }

    private static async Task SaveAsync(OpenPage open, string name)
    {
        await Expect(open.Page.Locator("main")).Not.ToBeEmptyAsync();
        await open.Page.WaitForLoadStateAsync(LoadState.NetworkIdle, new() { Timeout = 2000 }).ContinueWith(_ => { }); // steps keep coming
        await open.Page.WaitForFunctionAsync("() => [...document.images].every(image => image.complete)");
        var path = Path.Combine(s_folder!, name);
        await open.Page.ScreenshotAsync(new() { Path = $"{path}.jpg", Type = ScreenshotType.Jpeg, Quality = Quality });
        await open.Page.ScreenshotAsync(new() { Path = $"{path}.png" });
    }

    private async Task<JsonElement> MakeAsync(string kind, object input)
    {
        var id = await Studio.OrderOneAsync(kind, input);
        for (var end = DateTime.UtcNow + s_longest; DateTime.UtcNow < end; await Task.Delay(200))
        {
            var job = await Studio.JobAsync(id);
            if (job.Text("state") is not ("queued" or "running"))
            {
                Assert.True(job.Text("state") == "succeeded", $"{job}");
                return job;
            }
        }

        throw new TimeoutException($"{kind} takes longer than {s_longest}.");
    }

    private static object Imagine(string subject, int seed) => new
    {
        prompts = new[] { new { text = $"{subject}, {(seed % 2 == 0 ? "3d render" : "flat")}" } }, iterations = 40, seed,
        width = 512, height = 512,
    };

    private static string Picture(JsonElement job) => "sha256:" + job.GetProperty("outputs")[0].Text("sha256");
}

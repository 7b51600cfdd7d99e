using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>What people make on the page beside a picture from words: forms come from the API, results are seen and played.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class MakingJourneyTests(Browser browser) : PageJourney(browser)
{
    [Fact]
    public async Task AGrid_IsOrderedByAForm_AndEachCellIsAPicture()
    {
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("grid");
        await page.GetByLabel("Prompt").FillAsync("{red|blue} apple");
        var rows = page.GetByRole(AriaRole.Group, new() { Name = "Rows" });
        await rows.GetByLabel("Name").FillAsync("seed");
        await rows.GetByLabel("Values, one a line").FillAsync("1\n2");
        await page.GetByLabel("Model").SelectOptionAsync("vqgan-toy");
        await page.GetByText("More options").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "clip-toy" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "clip-glyphs" }).UncheckAsync();
        await page.GetByLabel("Iterations").FillAsync("2");
        await page.GetByLabel("Start").SelectOptionAsync("codes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Grid" }).ClickAsync();
        await Expect(page.Locator("work-result .state")).ToHaveTextAsync("done");
        await Expect(page.Locator("grid-cells img")).ToHaveCountAsync(4);
        await page.ReloadAsync();
        await Expect(page.Locator("grid-cells img")).ToHaveCountAsync(4);
        await Expect(page.GetByLabel("Prompt")).ToHaveValueAsync("{red|blue} apple"); // what was typed is there, too
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["seed 1", "seed 2"]);
        await page.GetByRole(AriaRole.Link, new() { Name = "blue apple, seed 2" }).ClickAsync();
        await Expect(page.Locator("picture-view h1")).ToHaveTextAsync("blue apple, seed 2");

        await page.GetByRole(AriaRole.Link, new() { Name = "Gallery", Exact = true }).ClickAsync();
        await page.GetByLabel("Search by words").FillAsync("blue");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        await page.Locator(".tile a").First.ClickAsync();
        await page.GetByLabel("Name of a new board").FillAsync("Blue ones");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it there" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Blue ones" })).ToBeCheckedAsync();
        await open.GoAsync("gallery");
        await page.GetByLabel("Board").SelectOptionAsync(new SelectOptionValue { Label = "Blue ones (1)" });
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task AGrid_FillsCellByCell()
    {
        var id = await Studio.OrderOneAsync("grid", new
        {
            prompt = "{red|blue} apple", y = new { name = "iterations", values = new[] { "2", "100000" } }, model = "vqgan-toy",
            clip = new[] { "clip-toy" }, start = "codes",
        });
        await using var open = await OpenAsync();
        await open.GoAsync("grid");
        await Expect(open.Page.Locator("grid-cells img")).ToHaveCountAsync(2); // while it runs
        await Expect(open.Page.Locator("grid-cells .blank")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator("work-result .state")).ToHaveTextAsync("running");
        Assert.Equal("", await open.ViolationsAsync());
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep" }).ClickAsync();
        await Studio.DoneAsync(id);
        await Expect(open.Page.Locator("grid-cells a[href^='#/picture/']")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task APainting_IsPlayedStrokeByStroke()
    {
        var photo = await Studio.UploadAsync(Picture.Blank(96, 64, new(200, 60, 30)).Encode(".png"));
        await Studio.DoneAsync(await Studio.OrderOneAsync("paint", new { picture = photo, strokes = 40 }));
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("paint");
        await Expect(page.Locator("work-result .state")).ToHaveTextAsync("done"); // though nothing is chosen
        await open.GoAsync("picture/1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch it being painted" }).ClickAsync();
        var (strokes, canvas) = (page.GetByLabel("Strokes", new() { Exact = true }), page.Locator("stroke-player canvas"));
        var last = await MeanAsync(canvas);
        Assert.InRange(last.Red, 170, 225);             // about the photo's colour
        Assert.InRange(last.Blue, 10, 70);
        await strokes.FillAsync("0");
        Assert.True((await MeanAsync(canvas)).Blue > last.Blue + 20); // the bare ground
        await Expect(page.Locator("stroke-player .number")).ToContainTextAsync("0 of ");
        await strokes.PressAsync("End");
        Assert.Equal(last, await MeanAsync(canvas));    // the way does not matter
        await page.GetByRole(AriaRole.Button, new() { Name = "One stroke back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play the strokes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
    }

    [Fact]
    public async Task ARunningPicture_IsSteered()
    {
        var id = await Studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 100_000));
        await using var open = await OpenAsync();
        await open.GoAsync($"studio?job={id}");
        await open.Page.GetByLabel("Weight of red apple from now on").FillAsync("-1");
        var job = await Studio.UntilAsync(id, job => job.GetProperty("input").TryGetProperty("steering", out _));
        Assert.Equal(-1, job.GetProperty("input").GetProperty("steering")[0].GetProperty("weights").GetProperty("red apple").GetDouble());
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep" }).ClickAsync();
        await Studio.DoneAsync(id);
        await open.GoAsync("picture/1");
        await Expect(open.Page.Locator(".parameters")).ToContainTextAsync("red apple −1");
    }

    [Fact]
    public async Task AKey_IsShownOnce_AndRevoked()
    {
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("settings");
        await page.GetByLabel("Name of the user").FillAsync("ada");
        await page.GetByLabel("Role").SelectOptionAsync("worker");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        await Expect(page.Locator(".made code")).ToContainTextAsync("atk_");
        await page.ReloadAsync();
        await Expect(page.Locator(".keys li")).ToContainTextAsync("ada worker");
        await Expect(page.Locator("main")).Not.ToContainTextAsync("atk_0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the key of ada" }).ClickAsync();
        await Expect(page.Locator(".keys li")).ToHaveCountAsync(0);
    }

    private static async Task<(double Red, double Blue)> MeanAsync(ILocator canvas)
    {
        await Expect(canvas).ToBeVisibleAsync();
        var mean = await canvas.EvaluateAsync<double[]>(
            """
            canvas => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d'), sums = [0, 0];
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
              for (let i = 0; i < data.length; i += 4) { sums[0] += data[i]; sums[1] += data[i + 2]; }
              return sums.map(sum => Math.round(sum * 4 / data.length));
            }
            """);
        return (mean[0], mean[1]);
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Protocol;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>More jobs than the page shows: what runs and what comes next is seen all the same.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class LongQueueTests(Browser browser)
{
    [Fact]
    public async Task TheQueue_ShowsItsHead_AndIsEmptiedAtOnce()
    {
        await using var studio = await RunningStudio.StartAsync();
        var old = await OrderAsync(studio);
        var worker = new WorkerInfo("w", "w", "1", ["imagine"], "cpu", ["vqgan-toy", "clip-toy"]);
        using var claim = await studio.Http.PostAsJsonAsync("/api/work/claim", new ClaimRequest(worker));
        await OrderAsync(studio);
        await OrderAsync(studio);
        await using var open = await browser.OpenAsync(studio.Address);
        await open.GoAsync("queue");
        var (running, waiting) = (Section("Running"), Section("Waiting"));
        await Expect(running.Locator(".job")).ToHaveCountAsync(1);
        await Expect(waiting.Locator("h2")).ToContainTextAsync("299");
        await Expect(waiting.Locator(".job")).ToHaveCountAsync(50);
        await Expect(waiting.Locator(".job").First).ToContainTextAsync("next");
        await Expect(waiting).ToContainTextAsync("and 249 more");
        await Expect(open.Page.Locator(".badge")).ToHaveTextAsync("300");

        var fifth = await waiting.Locator("a").Nth(4).GetAttributeAsync("href");
        await waiting.GetByRole(AriaRole.Button, new() { Name = "First" }).Nth(3).ClickAsync(); // the next one has none
        await Expect(waiting.Locator("a").First).ToHaveAttributeAsync("href", fifth!);

        open.Page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Cancel all of yours that wait" }).ClickAsync();
        await Expect(open.Page.Locator(".notice")).ToContainTextAsync("299 jobs were cancelled");
        await Expect(waiting.Locator(".job")).ToHaveCountAsync(0);
        await Expect(running.Locator(".job")).ToHaveCountAsync(1);

        await open.GoAsync($"studio?job={old}"); // older than all that the page knows
        await Expect(open.Page.Locator(".canvas")).ToContainTextAsync("It was cancelled before its first step.");

        ILocator Section(string name) => open.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
    }

    // the last of a hundred
    private static async Task<string> OrderAsync(RunningStudio studio)
    {
        using var answer = await studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine(), count = 100 });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobs")[99].Text("id");
    }
}

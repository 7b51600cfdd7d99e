using Atelier.Imaging.Pictures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>What stays on the page until somebody takes it away.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class KeepingJourneyTests(Browser browser) : PageJourney(browser)
{
    [Fact]
    public async Task ADraft_OutlivesOtherViewsAndAReload()
    {
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("studio");
        var words = page.GetByRole(AriaRole.Textbox, new() { Name = "What shall the picture show?" });
        await words.FillAsync("a red fox");
        await page.GetByLabel("Iterations").FillAsync("7");
        await DropAsync(page, new(200, 30, 40));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from it" }).ClickAsync();
        await DropAsync(page, new(20, 130, 40)); // nobody has said yet what for
        await Expect(page.Locator(".found")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Queue" }).ClickAsync();
        await Expect(page.Locator("queue-view h1")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Studio", Exact = true }).ClickAsync();
        await AssertKeptAsync();
        await page.ReloadAsync();
        await AssertKeptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Nothing" }).ClickAsync();
        await Expect(page.Locator(".found")).ToHaveCountAsync(0);

        await open.GoAsync("upscale");
        await page.GetByLabel("Scale").FillAsync("3");
        await page.GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        await Expect(page.Locator("gallery-view h1")).ToBeVisibleAsync();
        await open.GoAsync("upscale");
        await Expect(page.GetByLabel("Scale")).ToHaveValueAsync("3");

        async Task AssertKeptAsync()
        {
            await Expect(words).ToHaveValueAsync("a red fox");
            await Expect(page.GetByLabel("Iterations")).ToHaveValueAsync("7");
            await Expect(page.GetByText("Starts from this")).ToBeVisibleAsync();
            await Expect(page.Locator(".found")).ToContainTextAsync("32 × 32");
        }
    }

    private static Task DropAsync(IPage page, Imaging.Colour colour) => page.EvaluateAsync(
        """
        text => {
          const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0)), data = new DataTransfer();
          data.items.add(new File([bytes], 'a.png', { type: 'image/png' }));
          dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """,
        Convert.ToBase64String(Picture.Blank(32, 32, colour).Encode(".png")));
}

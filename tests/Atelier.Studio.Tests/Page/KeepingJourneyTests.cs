using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>What stays on the page until somebody takes it away, and what is deleted when they say so.</summary>
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

    [Fact]
    public async Task Pictures_AreDeleted_ByMouseAndKeyboard_OnceSomebodySaysSo()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", Toy.Imagine(seed: seed)));
        }

        await using var open = await OpenAsync();
        var (page, says) = (open.Page, false);
        var asked = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Message);
            await (says ? dialog.AcceptAsync() : dialog.DismissAsync());
        };
        await open.GoAsync("gallery");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(4);
        await page.Locator(".tile a").First.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(4);
        says = true;
        await page.Locator(".tile a").First.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(3);
        await Expect(page.Locator(".tile a").First).ToBeFocusedAsync(); // so that one can go on

        foreach (var box in await page.GetByRole(AriaRole.Checkbox, new() { Name = "Choose red apple" }).AllAsync())
        {
            await box.FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }

        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "The chosen pictures" })).ToContainTextAsync("3 pictures are chosen.");
        Assert.Equal("", await open.ViolationsAsync());
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Choose red apple" }).First.UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await Expect(page.Locator(".notices")).ToContainTextAsync("2 pictures were deleted.");
        await page.Locator(".tile a").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.Locator("gallery-view .empty")).ToContainTextAsync("There are no pictures yet");
        Assert.Equal(
            ["this picture", "this picture", "these 2 pictures", "this picture"],
            asked.Select(text => text["Delete ".Length..].Replace(" for good?", "", StringComparison.Ordinal)));
        await open.GoAsync("studio"); // the jobs stay, with their steps
        await Expect(page.Locator(".strip li")).ToHaveCountAsync(4);
        await Expect(page.Locator("img.shown")).ToBeVisibleAsync();
    }

    private static async Task DropAsync(IPage page, Imaging.Colour colour) => await page.EvaluateAsync(
        """
        text => {
          const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0)), data = new DataTransfer();
          data.items.add(new File([bytes], 'a.png', { type: 'image/png' }));
          dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """,
        Convert.ToBase64String(Picture.Blank(32, 32, colour).Encode(".png")));
}

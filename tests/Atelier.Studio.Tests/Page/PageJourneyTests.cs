using System.Text.RegularExpressions;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>What people do on the page, from words to a branch, with a studio and a worker that compute.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed partial class PageJourneyTests(Browser browser) : PageJourney(browser)
{
    [Fact]
    public async Task Words_BecomeSteps_APicture_ATakenStep_AndABranch()
    {
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoWithToysAsync(iterations: 120);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "What shall the picture show?" }).FillAsync("red apple");
        await page.GetByLabel("Weight of red apple").FillAsync("0.8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Imagine" }).ClickAsync();

        var shown = page.Locator("img.shown");
        await Expect(shown).ToHaveAttributeAsync("data-iteration", Step());             // a step, while it runs
        await Expect(shown).ToHaveAttributeAsync("data-iteration", "result");           // then the picture
        await Expect(page.Locator(".curves polyline")).ToHaveCountAsync(1);
        Assert.True(await shown.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0)"));

        await page.GetByLabel("Step", new() { Exact = true }).FillAsync("10");
        await Expect(shown).ToHaveAttributeAsync("data-iteration", "10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this step" }).ClickAsync();
        await Expect(page.Locator(".notice")).ToContainTextAsync("Step 10 is in the gallery");

        await page.GetByRole(AriaRole.Button, new() { Name = "Branch from here" }).ClickAsync();
        await Expect(page.Locator(".strip li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".side .state")).ToHaveTextAsync("done");
        await Expect(shown).ToHaveAttributeAsync("data-iteration", "result");
        await page.GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        await Expect(page.Locator(".tile")).ToHaveCountAsync(3);
        await page.Locator(".tile a").First.ClickAsync();                               // the branch: its family is known
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Made from", Exact = true }).Locator("li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".parameters")).ToContainTextAsync("red apple 0.8");
    }

    [Fact]
    public async Task TheKeyboardAlone_IsEnough()
    {
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoWithToysAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "What shall the picture show?" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("red apple");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("img.shown")).ToHaveAttributeAsync("data-iteration", "result");

        await TabToAsync(page, "Step");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("img.shown")).ToHaveAttributeAsync("data-iteration", "0");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("img.shown")).ToHaveAttributeAsync("data-iteration", "1");
        await TabToAsync(page, "Branch from here");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".strip li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task ADroppedPicture_GivesItsSettings_AndUnknownWordsAreMarked()
    {
        var record = new ImagineOptions { Prompt = "a zorgle by the sea:0.5", Seed = 4711, Iterations = 7, Width = 32, Height = 32 };
        var file = Convert.ToBase64String(Picture.Blank(32, 32, new(200, 30, 40)).Encode(".png", record.Texts()));
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("studio");
        await page.EvaluateAsync(
            """
            text => {
              const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0)), data = new DataTransfer();
              data.items.add(new File([bytes], 'a.png', { type: 'image/png' }));
              dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            file);
        await Expect(page.Locator(".found")).ToContainTextAsync("seed 4711");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use all settings" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "What shall the picture show?" }))
            .ToHaveValueAsync("a zorgle by the sea");
        await Expect(page.GetByLabel("Iterations")).ToHaveValueAsync("7");
        await Expect(page.GetByLabel("Seed")).ToHaveValueAsync("4711");
        await Expect(page.Locator("prompt-chip mark")).ToHaveTextAsync("zorgle");
        await Expect(page.Locator(".unknown")).ToContainTextAsync("do not know “zorgle”");
    }

    [Fact]
    public async Task WhatJobsSay_IsTextAlone()
    {
        const string Evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        await using var open = await OpenAsync();
        await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", new
        {
            prompts = new[] { new { text = Evil } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2,
            start = "codes",
        }));
        foreach (var view in new[] { "studio", "queue", "gallery", "picture/1" })
        {
            await open.GoAsync(view);
            await Expect(open.Page.Locator("main")).ToContainTextAsync("onerror=");
            Assert.DoesNotContain("owned", await open.Page.TitleAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task TabToAsync(IPage page, string label)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>(
                    "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()") == label)
            {
                return;
            }
        }

        Assert.Fail($"No key leads to '{label}'.");
    }

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Step();
}

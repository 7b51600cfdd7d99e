using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>Training on the page: a recipe is chosen, its figures are seen, it is stopped and goes on.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class TrainingJourneyTests(Browser browser) : PageJourney(browser)
{
    [Fact]
    public async Task ATraining_IsWatched_Stopped_AndGoesOn()
    {
        Assert.SkipUnless(
            Directory.Exists("/usr/share/datasets/fashion-mnist"), "It needs Fashion-MNIST: apt-get install dataset-fashion-mnist.");
        await using var open = await OpenAsync();
        var page = open.Page;
        await open.GoAsync("training");
        await page.GetByLabel("Recipe").SelectOptionAsync("gan-mnist");
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("90");
        await page.GetByText("More options").ClickAsync();
        await page.GetByLabel("Batch").FillAsync("8");
        await page.GetByLabel("Further numbers, one a line").FillAsync(
            "training.log_every=2\ntraining.sample_every=30\ntraining.checkpoint_every=15\ntraining.test_pictures=8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Expect(page.Locator("training-view .curves polyline").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true }).ClickAsync();
        await Expect(page.Locator("training-view .state").First).ToHaveTextAsync("done");
        await Expect(page.Locator("img.shown")).ToHaveAttributeAsync("alt", "Samples at step 90");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Model", Exact = true })).ToBeVisibleAsync();
    }
}

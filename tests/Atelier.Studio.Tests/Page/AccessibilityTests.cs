using Atelier.Studio.Tests.Server;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>Every view for everybody: axe finds nothing, in light and dark, and on a phone nothing is wider than the screen.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class AccessibilityTests(Browser browser) : PageJourney(browser)
{
    private static readonly string[] s_views =
    [
        "studio", "queue", "gallery", "picture/1", "compare/1/2", "paint", "upscale", "grid", "film", "create", "sample", "complete",
        "reconstruct", "models", "training", "settings",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", Toy.Imagine()));
        await Studio.DoneAsync(await Studio.OrderOneAsync("imagine", Toy.Imagine(seed: 4)));
        await Studio.DoneAsync(await Studio.OrderOneAsync("grid", new
        {
            prompt = "{red|blue} apple", y = new { name = "seed", values = new[] { "1", "2" } }, model = "vqgan-toy",
            clip = new[] { "clip-toy" }, iterations = 2, start = "codes",
        }));
        using var failed = await Studio.Http.PostAsync(
            $"/api/jobs/{await Studio.OrderOneAsync("imagine", Toy.Imagine(1_000_000))}/stop",
            System.Net.Http.Json.JsonContent.Create(new { keep = false }));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task EveryView_IsForEverybody(bool isPhone, bool isDark)
    {
        await using var open = await OpenAsync(isPhone, isDark);
        foreach (var view in s_views)
        {
            await open.GoAsync(view);
            await Expect(open.Page.Locator("main")).Not.ToBeEmptyAsync();
            await open.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.Load);
            Assert.Equal("", await open.ViolationsAsync());
            Assert.True(await open.OverflowAsync() <= 0, $"{view} is wider than the window");
        }
    }
}

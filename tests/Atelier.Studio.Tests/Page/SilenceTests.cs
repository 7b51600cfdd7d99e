using Atelier.Studio.Tests.Outages;
using Atelier.Studio.Tests.Server;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>Connections that are dead though nobody has said so: behind a proxy that forgot them, or after a laptop slept.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class SilenceTests(Browser browser)
{
    [Fact]
    public async Task ThePage_GoesOnByItself_WhenItsStreamIsSilent()
    {
        await using var studio = await RunningStudio.StartAsync(options => options with { Heartbeat = TimeSpan.FromSeconds(1) });
        await using var cable = new Cable(studio.Address);
        await using var open = await browser.OpenAsync(cable.Address);
        await open.GoAsync("queue");
        await open.Page.EvaluateAsync("() => { window.untouched = true; }");
        await studio.OrderOneAsync("imagine", Toy.Imagine());
        await Expect(open.Page.Locator(".job")).ToHaveCountAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(4)); // a stream without events is no dead one
        await Expect(open.Page.Locator(".bar")).ToHaveCountAsync(0);

        await cable.ForgetAsync();
        await studio.OrderOneAsync("imagine", Toy.Imagine(seed: 5));
        await Expect(open.Page.Locator(".bar")).ToContainTextAsync("does not answer");
        await Expect(open.Page.Locator(".job")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator(".bar")).ToHaveCountAsync(0);
        Assert.True(await open.Page.EvaluateAsync<bool>("() => window.untouched === true"));
    }
}

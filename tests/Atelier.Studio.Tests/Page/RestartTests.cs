using System.Net;
using Atelier.Studio.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>A studio that ends and is started again under an open page.</summary>
[Collection("page")]
[Trait("Category", "Slow")]
public sealed class RestartTests(Browser browser)
{
    [Fact]
    public async Task ThePage_GoesOnWithoutAReload()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        await using var open = await browser.OpenAsync(new($"http://{address}"));
        var first = await RunningStudio.StartAsync(options => options with { Listen = address });
        await open.GoAsync("queue");
        await open.Page.EvaluateAsync("() => { window.untouched = true; }");
        await first.OrderOneAsync("imagine", Toy.Imagine());
        await Expect(open.Page.Locator(".job")).ToHaveCountAsync(1);

        open.MayLoseStudio = true;
        await first.StopAsync();
        await Expect(open.Page.Locator(".bar")).ToContainTextAsync("does not answer");
        await using var second = await RunningStudio.StartInAsync(first.Folder, options => options with { Listen = address });
        await second.OrderOneAsync("imagine", Toy.Imagine(seed: 5));
        await Expect(open.Page.Locator(".job")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator(".bar")).ToHaveCountAsync(0);

        await open.Page.Locator(".job").First.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync(); // and it can be used
        await Expect(open.Page.Locator(".state.canceled")).ToHaveCountAsync(1);
        Assert.True(await open.Page.EvaluateAsync<bool>("() => window.untouched === true"));
    }
}

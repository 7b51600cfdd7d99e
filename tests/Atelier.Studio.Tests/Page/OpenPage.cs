using System.Collections.Concurrent;
using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Atelier.Studio.Tests.Page;

/// <summary>The studio's page in a browser. What the browser complains of makes the test fail.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            var isOfTest = message.Text.Contains("GPU stall due to ReadPixels", StringComparison.Ordinal); // which looks at what was drawn
            if (message.Type is "error" or "warning" && !isOfTest)
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Whether requests may fail: the studio goes away in this test.</summary>
    public bool MayLoseStudio { get; set; }

    /// <summary>What the browser complained of.</summary>
    public IEnumerable<string> Complaints => _complaints.Where(
        text => !MayLoseStudio || !text.Contains("net::ERR", StringComparison.Ordinal));

    /// <summary>Goes to a view, such as <c>gallery</c>.</summary>
    public async Task GoAsync(string view)
    {
        await Page.GotoAsync($"/#/{view}");
        await Expect(Page.Locator("main h1").First).ToBeAttachedAsync();
    }

    /// <summary>Opens the studio with the options of the toy models in its form.</summary>
    public Task GoWithToysAsync(int iterations = 6)
    {
        var draft = JsonSerializer.Serialize(new
        {
            options = new { model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations, start = "codes" },
        });
        return OpenWithAsync(draft);
    }

    /// <summary>The violations that axe finds, one a line.</summary>
    public async Task<string> ViolationsAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new()
            {
                Type = "tags", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            },
        });
        return string.Join('\n', result.Violations.Select(
            found => $"{found.Id}: {string.Join(" | ", found.Nodes.Take(3).Select(node => node.Html))}"));
    }

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Complaints);
        await _context.DisposeAsync();
    }

    private async Task OpenWithAsync(string draft)
    {
        await Page.AddInitScriptAsync($"if (!sessionStorage.getItem('atelier-draft')) sessionStorage.setItem('atelier-draft', '{draft}')");
        await GoAsync("studio");
    }
}

using System.Diagnostics;
using Microsoft.Playwright;

namespace Atelier.Studio.Tests.Page;

/// <summary>Debian's Chromium without a window, installed where it is missing and may be; the same for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program) && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
        {
            await RunAsync("-y", "-qq", "update");
            await RunAsync("-y", "-qq", "install", "--no-install-recommends", "chromium");
        }

        if (File.Exists(Program))
        {
            _playwright = await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout(60_000); // a busy machine
            _chromium = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Program,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader", // WebGL without a GPU
                ],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A window of its own, without anything that another test left. The test is skipped where there is no Chromium.</summary>
    internal async Task<OpenPage> OpenAsync(Uri studio, bool isPhone = false, bool isDark = false)
    {
        Assert.SkipWhen(_chromium is null, "These tests need Chromium: apt-get install chromium.");
        var context = await _chromium!.NewContextAsync(new()
        {
            BaseURL = $"{studio}",
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(20_000);
        return new(context, await context.NewPageAsync());
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("apt-get", arguments)
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" }, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
    }
}

/// <summary>The tests that share the browser and the models.</summary>
[CollectionDefinition("page")]
public sealed class PageTests : ICollectionFixture<Browser>, ICollectionFixture<Server.ModelsFixture>;

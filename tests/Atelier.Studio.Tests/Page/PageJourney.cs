using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Page;

/// <summary>Journeys through the page of a studio of their own, with a worker that computes.</summary>
public abstract class PageJourney(Browser browser) : IAsyncLifetime
{
    private protected RunningStudio Studio { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Studio = await RunningStudio.StartAsync();
        Studio.Work();
    }

    public async ValueTask DisposeAsync() => await Studio.DisposeAsync();

    /// <summary>Opens the page in a window of its own.</summary>
    private protected Task<OpenPage> OpenAsync(bool isPhone = false, bool isDark = false) =>
        browser.OpenAsync(Studio.Address, isPhone, isDark);
}

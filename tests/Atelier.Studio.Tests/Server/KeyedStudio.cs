using System.Net;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Tests.Server;

/// <summary>A studio that other machines can reach, with the keys that this needs.</summary>
internal sealed class KeyedStudio : IAsyncDisposable
{
    private KeyedStudio(RunningStudio studio, string worker) => (Studio, WorkerKey) = (studio, worker);

    /// <summary>The studio; its client has an owner's key.</summary>
    public RunningStudio Studio { get; }

    /// <summary>A worker's key.</summary>
    public string WorkerKey { get; }

    public static async Task<KeyedStudio> StartAsync(Func<StudioOptions, StudioOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-keyed-").FullName;
        string owner, worker;
        await using (var database = await Database.OpenAsync(folder))
        {
            var keys = new Keys(database, TimeProvider.System);
            (owner, worker) = (await keys.CreateAsync("ada", "owner"), await keys.CreateAsync("machines", "worker"));
        }

        var studio = await RunningStudio.StartInAsync(
            folder, options => (change?.Invoke(options) ?? options) with { Listen = new(IPAddress.Any, 0) });
        studio.Http.DefaultRequestHeaders.Authorization = new("Bearer", owner);
        return new(studio, worker);
    }

    /// <summary>The address at which a machine reaches it.</summary>
    /// <param name="name">This machine's address, as that machine knows it.</param>
    public Uri At(string name) => new UriBuilder(Studio.Address) { Host = name }.Uri;

    /// <summary>A worker of this machine, or of another one.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="address">The studio's, as it knows it.</param>
    /// <param name="by">What starts it there; empty for this machine.</param>
    public AtelierProcess Worker(string id, Uri address, params string[] by) => new(
        by, ["work", $"{address}", "--key", WorkerKey, "--id", id, "--name", id, "--threads", "1"]);

    public ValueTask DisposeAsync() => Studio.DisposeAsync();
}

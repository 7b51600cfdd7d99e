namespace Atelier.Work.Running;

/// <summary>For whom a worker works, and how.</summary>
public sealed record WorkerOptions
{
    /// <summary>The studio's address.</summary>
    public required Uri Studio { get; init; }

    /// <summary>A key with the role of a worker; null where none is needed.</summary>
    public string? Key { get; init; }

    /// <summary>The device to compute on.</summary>
    public required Device Device { get; init; }

    /// <summary>Its identifier. A worker that starts again under the same one gets its unfinished job back at once.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Its name for people.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>Receives what it does, line by line.</summary>
    public Action<string> Say { get; init; } = _ => { };
}

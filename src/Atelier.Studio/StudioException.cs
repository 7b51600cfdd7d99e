using Atelier.Core;

namespace Atelier.Studio;

/// <summary>A request that cannot be fulfilled.</summary>
/// <param name="status">The HTTP status, 4xx or 5xx.</param>
/// <param name="code">A word for programs: <c>not_found</c>.</param>
/// <param name="message">One sentence for people.</param>
public sealed class StudioException(int status, string code, string message) : AtelierException(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>A word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>The field of the request that is wrong, or null.</summary>
    public string? Field { get; init; }

    /// <summary>Seconds after which to try again, or null.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The error for a thing that is not there, or is somebody else's.</summary>
    public static StudioException NotFound(string what) => new(404, "not_found", $"There is no {what}.");
}

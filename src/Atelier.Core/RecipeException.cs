namespace Atelier.Core;

/// <summary>A training recipe cannot be used. The message begins with the place, where one is known.</summary>
public sealed class RecipeException(string message, Exception? inner = null) : AtelierException(message, inner)
{
    /// <summary>The file, or the words that stand for it: null where the error has no one place.</summary>
    public string? File { get; init; }

    /// <summary>The line in the file, from 1.</summary>
    public long? Line { get; init; }

    /// <summary>The path that the value names, where nothing is there.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the value is not in the file but was given to override it.</summary>
    public bool IsOverride { get; init; }

    /// <summary>The full key: <c>optimizer.learning_rate</c>.</summary>
    public string? Key { get; init; }
}

namespace Atelier.Core;

/// <summary>A data set, or a part of one such as captions, an IDX file or a CSV file, is missing or malformed.</summary>
public sealed class DataFormatException(string message, Exception? inner = null) : AtelierException(message, inner)
{
    /// <summary>The name of the data set, if this project can build it.</summary>
    public string? Buildable { get; init; }
}

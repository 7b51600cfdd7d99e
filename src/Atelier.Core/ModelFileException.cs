namespace Atelier.Core;

/// <summary>A file of weights, or a config or vocabulary beside it, is missing, damaged or of an unsupported kind.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : AtelierException(message, inner)
{
    /// <summary>The catalogue's name of the model, where it is missing but can be downloaded; else null.</summary>
    public string? Downloadable { get; init; }
}

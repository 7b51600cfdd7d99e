namespace Atelier.Core;

/// <summary>A file of weights, or a config or vocabulary beside it, is missing, damaged or of an unsupported kind.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : AtelierException(message, inner);

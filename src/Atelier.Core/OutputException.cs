namespace Atelier.Core;

/// <summary>A file or folder cannot be written, or another process is using it.</summary>
public sealed class OutputException(string message, Exception? inner = null) : AtelierException(message, inner);

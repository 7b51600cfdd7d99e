namespace Atelier.Core;

/// <summary>A picture or a film cannot be read: it is missing, damaged, too large or of an unsupported format.</summary>
public sealed class ImageFormatException(string message, Exception? inner = null) : AtelierException(message, inner);

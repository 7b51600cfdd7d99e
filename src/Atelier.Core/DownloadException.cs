namespace Atelier.Core;

/// <summary>A file cannot be downloaded, or what came is not what was pinned.</summary>
public sealed class DownloadException(string message, Exception? inner = null) : AtelierException(message, inner);

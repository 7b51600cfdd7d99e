namespace Atelier.Core.Files;

/// <summary>The disk is full. Nothing was asked for wrongly, so this is no <see cref="AtelierException"/>. The message says
/// where, in one sentence.</summary>
public sealed class DiskFullException(string message, Exception? inner = null) : Exception(message, inner);

namespace Atelier.Core;

/// <summary>
/// The base of all errors that a user can cause and mend: a damaged file, a wrong option, a machine that is too small. The
/// message is one clear sentence: what was wrong, where, and what would be right. A programmer's mistake is an
/// <see cref="ArgumentException"/> or an <see cref="InvalidOperationException"/> instead.
/// </summary>
public abstract class AtelierException(string message, Exception? inner = null) : Exception(message, inner);

namespace Atelier.Core;

/// <summary>
/// What the user gave cannot be used. The message is one clear sentence: what was wrong, where, and what would be right.
/// The command line prints it and exits with code 2, without a stack trace.
/// </summary>
public sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);

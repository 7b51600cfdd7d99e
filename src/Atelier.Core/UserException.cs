namespace Atelier.Core;

/// <summary>An <see cref="AtelierException"/> whose kind has not been told yet; new code throws one of the kinds.</summary>
public sealed class UserException(string message, Exception? inner = null) : AtelierException(message, inner);

namespace Atelier.Core;

/// <summary>A disk is full: nothing was asked wrongly, and it cannot be done here and now. The
/// message says where, in one sentence.</summary>
public sealed class OutOfRoomException(string message, Exception? inner = null) : Exception(message, inner);

namespace Atelier.Core;

/// <summary>The machine or the device has too little memory for what was asked. The message says how much is needed.</summary>
public sealed class NotEnoughMemoryException(string message, Exception? inner = null) : AtelierException(message, inner);

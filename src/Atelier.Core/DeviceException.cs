namespace Atelier.Core;

/// <summary>A device to compute on does not exist here or cannot do what was asked.</summary>
public sealed class DeviceException(string message, Exception? inner = null) : AtelierException(message, inner);

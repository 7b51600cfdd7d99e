namespace Atelier.Torch;

/// <summary>libtorch cannot be loaded. The message is one sentence that says why, and what would be right.</summary>
public sealed class LibtorchException(string message, Exception? inner = null) : Exception(message, inner);

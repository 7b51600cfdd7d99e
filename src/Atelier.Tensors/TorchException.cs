namespace Atelier.Tensors;

/// <summary>libtorch refused a call: the message names the operator, its schema and the shapes it was given.</summary>
public sealed class TorchException(string message, Exception? inner = null) : Exception(message, inner);

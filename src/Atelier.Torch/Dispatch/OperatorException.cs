using System.Runtime.InteropServices;

namespace Atelier.Torch.Dispatch;

/// <summary>libtorch refused an <see cref="Operator"/>'s call; the base type is what TorchSharp throws where libtorch refuses.</summary>
public sealed class OperatorException(string message) : ExternalException(message);

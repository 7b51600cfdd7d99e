using System.Runtime.InteropServices;

namespace Atelier.Torch.Dispatch;

/// <summary>libtorch rejected a call of an <see cref="Operator"/>. The base type is the one that TorchSharp throws for errors of
/// libtorch.</summary>
public sealed class OperatorException(string message) : ExternalException(message);
